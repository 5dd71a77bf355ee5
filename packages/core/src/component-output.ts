import { classify, type Classified } from './classify.js'
import { transpileComponent } from './component-input.js'
import { component } from './component.js'
import { guestName } from './guest.js'
import type { TranspileOptions, Transpiled } from './options.js'
import { summary } from './summary.js'

/**
 * An ES module for a preview1 program that runs on the WASI 0.2 host: the program becomes the portable component, and that an ES module as
 * any other component does.
 *
 * @throws UnwasiError that names file, reason and remedy, if there is no such component
 */
export async function transpileAsComponent(
  input: Uint8Array,
  classified: Classified,
  options: TranspileOptions,
): Promise<Transpiled> {
  const bytes = await component(input, options)
  const made = classify(bytes, { file: options.file })
  // Names that only the glue of an ES module can't have.
  if (made.kind === 'refused') throw made.error
  if (made.kind !== 'component' || classified.kind === 'component' || classified.kind === 'refused') {
    throw new Error('component() made no component of a program')
  }
  // They concerned the program: the component's other modules have nothing to leave out, and a memory that must not have less.
  const rest = { ...options }
  delete rest.strip
  delete rest.maxMemory
  return {
    ...(await transpileComponent(bytes, made, rest, input)),
    summary: summary(guestName(options.name, options.file), { input, guest: bytes }, classified, 'as a WASI 0.2 component'),
  }
}
