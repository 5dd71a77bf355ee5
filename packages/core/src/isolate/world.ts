import type { NumberType } from '../wasm/signature.js'
import type { Profile } from './profile.js'

/** Core numbers have no sign. `s32` and `s64` are what `wasmtime run --invoke` prints best. */
const WIT_TYPE: Record<NumberType, string> = { i32: 's32', i64: 's64', f32: 'f32', f64: 'f64' }

/**
 * Returns the WIT of the surrogate: its imports other than preview1 (wit-component leaves out unused ones), and a reactor's
 * functions. `exit-with-code` is stable since 0.2.12: https://github.com/WebAssembly/WASI/pull/922
 */
export function world(profile: Profile): string {
  // The functions of an embedded world are described by the guest's own sections.
  const exports = profile.kind === 'command' || profile.world ? [] : profile.entryPoints
  const functions = exports.map(({ as, signature }) => {
    const params = signature.params.map((type, index) => `p${index}: ${WIT_TYPE[type]}`).join(', ')
    const result = signature.results.map((type) => ` -> ${WIT_TYPE[type]}`).join('')
    return `  export %${as}: func(${params})${result};\n`
  })
  return `package unwasi:surrogate;

world surrogate {
  import wasi:cli/environment@0.2.12;
  import wasi:cli/exit@0.2.12;
${functions.join('')}}

package wasi:cli@0.2.12 {
  interface environment {
    get-environment: func() -> list<tuple<string, string>>;
    get-arguments: func() -> list<string>;
    initial-cwd: func() -> option<string>;
  }
  interface exit {
    exit: func(status: result);
    exit-with-code: func(status-code: u8);
  }
}
`
}

/** The surrogate's only own export without an underscore. A reactor's function `memory` needs another name. */
const RESERVED = 'memory'

/** wasm-tools and engines limit the length of names, and hyphens make names longer. */
const LONGEST = 1000

/**
 * Returns WIT names (kebab-case words that begin with a letter) for the names of a programming language. They differ even without
 * their hyphens, because validators take `set-up` and `setup` for the same name. A name that is taken gets a number.
 * https://github.com/WebAssembly/component-model/blob/main/design/mvp/WIT.md#identifiers
 */
export function witNames(names: readonly string[]): string[] {
  const taken = new Set([RESERVED])
  const counts = new Map<string, number>()
  return names.map((original) => {
    const base = kebab(original)
    let candidate = base
    // The search continues where the last one stopped. Otherwise, thousands of names that clash would take quadratic time.
    let count = counts.get(squeezed(base)) ?? 2
    for (; taken.has(squeezed(candidate)); count++) candidate = `${base}-n${count}`
    counts.set(squeezed(base), count)
    taken.add(squeezed(candidate))
    return candidate
  })
}

/** Returns the names whose WIT name got a number because it was taken, each with its WIT name. */
export function numbered(names: readonly string[]): [name: string, wit: string][] {
  const wit = witNames(names)
  return names.flatMap((name, index) => (wit[index] === kebab(name) ? [] : [[name, wit[index]!] satisfies [string, string]]))
}

const squeezed = (name: string): string => name.replaceAll('-', '')

function kebab(text: string): string {
  const words = text
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/(?<=[A-Z])(?=[A-Z][a-z])/g, '-')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
    .map((word) => (/^[a-z]/.test(word) ? word : `n${word}`))
  return words.length === 0 ? 'unnamed' : words.join('-').slice(0, LONGEST).replace(/-$/, '')
}
