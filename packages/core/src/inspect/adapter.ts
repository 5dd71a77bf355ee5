import { callsInto, outcome, type Outcome } from '../adapter/outcome.js'
import { releaseOf, type Release } from '../adapter/releases.js'
import type { Wrapped } from '../adapter/wrapped.js'
import { printable } from '../classify/names.js'
import { readCode } from '../read/code.js'
import type { Produced } from '../read/producers.js'
import type { CoreModule } from '../read/shapes.js'

/** What the official preview1 adapter does to a program, in the file or if it were used. */
export interface InspectedAdapter extends Outcome {
  /** Whether the file is a component that contains the adapter. */
  present: boolean
  /** The release of the adapter in the file, if it is known. `lines` are in its message when the program has overwritten its state. */
  release?: Release
  /** What unwasi does, and what to type now, as sentences. */
  advice: string[]
}

/** Describes the adapter in a component. `range` has the bytes of its core modules. */
export function adapterInside(
  { main, adapter, modules, calls, program }: Wrapped,
  bytesOf: (module: number) => Uint8Array,
  built: Produced | undefined,
  file: string | undefined,
): InspectedAdapter {
  const module = modules[main]
  const its = modules[adapter]
  if (module === undefined || its === undefined) throw new Error('a wrapped program is not a core module of its component')
  const release = releaseOf(bytesOf(adapter), its)
  const found = outcome(readCode(bytesOf(main), module.sections), calls, built)
  return {
    present: true,
    ...(release && { release }),
    ...crash(found, release),
    advice: advice(found, program !== undefined, file),
  }
}

/** Describes what the adapter would do to a preview1 module. */
export function adapterFor(
  bytes: Uint8Array,
  module: CoreModule,
  built: Produced | undefined,
  file: string | undefined,
): InspectedAdapter {
  const found = outcome(readCode(bytes, module.sections), callsInto(module), built)
  const tools = '`wasm-tools component new --adapt` and `jco new`'
  const use = `Make the component with \`unwasi component ${nameOf(file)}\` instead: there the adapter has a separate memory.`
  const said = {
    works: [],
    'may crash': [`A component that ${tools} make of this file may crash. ${use}`],
    crashes: [`A component that ${tools} make of this file crashes. ${use}`],
  }
  return { present: false, ...crash(found), advice: said[found.outcome] }
}

/** Adds how users see the crash. */
function crash(found: Outcome, release?: Release): Outcome {
  if (found.outcome === 'works') return found
  const line = release ? `${release.lines.join(' or ')}` : 'N'
  return {
    ...found,
    why: `${found.why} Then the program stops with "assertion failed at adapter line ${line}", fails in its own allocator, or computes with damaged data.`,
  }
}

function advice({ outcome: what }: Outcome, separable: boolean, file: string | undefined): string[] {
  if (!separable) {
    const kept = 'The program has typed interfaces, so unwasi runs the unchanged component, with the adapter in it.'
    if (what === 'works') return [kept]
    return [
      kept,
      'Build it with bindings that export `cabi_realloc` (wit-bindgen), so that the adapter takes its memory from the allocator.',
    ]
  }
  return [
    '`unwasi run` and imports with `?component` take the program out and serve it without the adapter.',
    ...(what === 'works'
      ? []
      : [
          `For wasmtime and other component hosts, repair the file: \`unwasi component ${nameOf(file)} -o fixed.wasm\`. In the new component the adapter has a separate memory.`,
        ]),
  ]
}

const nameOf = (file: string | undefined): string => printable(file?.replace(/^.*[/\\]/, '') ?? 'IN')
