import { printable } from '../classify/names.js'
import { UnwasiError } from '../errors.js'

/** Returns the error for a component whose shape the linker does not support. */
export function unknownShape(why: string): UnwasiError {
  return new UnwasiError({
    code: 'UNSUPPORTED',
    headline: `unwasi can't link the component: ${why}`,
    why: 'unwasi only links components like those that compilers and wit-component write. This component uses other parts of the component model.',
    fix: 'Run the component in a component host (`wasmtime run`), or build the program without composing it with other components.',
  })
}

/** Returns the error for a component that no engine would link. */
export function invalid(found: string): UnwasiError {
  return new UnwasiError({
    code: 'INVALID',
    headline: `the component is not valid: ${found}`,
    why: 'Parts of the component contradict each other, so no engine could instantiate it.',
    fix: 'Rebuild it with current tools. For details of the problem, run `wasm-tools validate`.',
  })
}

/** Returns a name from the binary in quotes, fit for one line. */
export function quoted(name: string): string {
  const text = printable(name)
  return text.startsWith('"') ? text : `"${text}"`
}

/**
 * Plain names (`[method]stream.read`), and those of interfaces with a version.
 * https://github.com/WebAssembly/component-model/blob/main/design/mvp/Explainer.md#import-and-export-definitions
 */
const EXTERN_NAME = /^(\[[\w =<>:/@.+-]*\])?[\w.:/@+-]+$/

/** Throws if the name of an import or export has characters that are not allowed. */
export function checkName(name: string): void {
  if (!EXTERN_NAME.test(name)) throw invalid(`${quoted(name)} is not a valid name for an import or export`)
}
