import { printable } from '../classify/names.js'
import { UnwasiError } from '../errors.js'

/** The error for a component of a shape that is not linked here. */
export function unknownShape(why: string): UnwasiError {
  return new UnwasiError({
    code: 'UNSUPPORTED',
    headline: `the component can't be linked here: ${why}`,
    why: 'Components are linked as wit-component and the compilers write them: core modules over WASI, without parts of a richer kind.',
    fix: 'Run it in a component host (`wasmtime run`), or build the program without composing it with others.',
  })
}

/** The error for a component that no engine would link. */
export function invalid(found: string): UnwasiError {
  return new UnwasiError({
    code: 'INVALID',
    headline: `the component is not valid: ${found}`,
    why: 'Its parts do not fit together, so it could not be instantiated.',
    fix: 'Build it again with current tools; `wasm-tools validate` on it says more.',
  })
}

/** A name out of the binary, in quotes and fit for one line. */
export function quoted(name: string): string {
  const text = printable(name)
  return text.startsWith('"') ? text : `"${text}"`
}

/**
 * Plain names (`[method]stream.read`), and those of interfaces with a version.
 * https://github.com/WebAssembly/component-model/blob/main/design/mvp/Explainer.md#import-and-export-definitions
 */
const EXTERN_NAME = /^(\[[\w =<>:/@.+-]*\])?[\w.:/@+-]+$/

/** Raises for the name of an import or export that has characters which no such name may have. */
export function checkName(name: string): void {
  if (!EXTERN_NAME.test(name)) throw invalid(`${quoted(name)} is not a valid name of an import or export`)
}
