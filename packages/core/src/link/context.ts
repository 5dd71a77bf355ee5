import { printable } from '../classify/names.js'
import { UnwasiError } from '../errors.js'
import { Reader } from '../read/reader.js'
import { MAX_NESTING } from '../read/component/format.js'

/** Steps that linking may take. Instances of instances multiply; real components stay far below. */
const MAX_STEPS = 1_000_000

/**
 * Parts of all types that glue is written for. Types refer to each other, so few bytes can have billions of parts; jco takes a second
 * for this many.
 */
const MAX_PARTS = 20_000

/** What linking one component may cost, and how it fails. */
export class Context {
  #steps = 0
  #parts = 0
  #depth = 0
  readonly #reader: Reader

  constructor(bytes: Uint8Array) {
    this.#reader = new Reader(bytes, 0, undefined, 'component')
  }

  /** To be called for each declaration and definition that is looked at, with the number of its parts. */
  step(at: number, parts = 1): void {
    this.#steps += parts
    if (this.#steps > MAX_STEPS) throw this.#reader.unsupported(`more than ${MAX_STEPS} definitions, counting instances`, at)
  }

  /** To be called for each function and each named type of a library, with the number of its parts. */
  glue(parts: number): void {
    this.#parts += parts
    if (this.#parts > MAX_PARTS) throw unknownShape(`the types of its functions have more than ${MAX_PARTS} parts, written out`)
  }

  /** One level down: into the instance of an instance, or of a component. */
  deeper<T>(at: number, run: () => T): T {
    if (this.#depth === MAX_NESTING) throw this.#reader.unsupported(`more than ${MAX_NESTING} levels of instances`, at)
    this.#depth++
    try {
      return run()
    } finally {
      this.#depth--
    }
  }

  malformed(found: string, at: number): UnwasiError {
    return this.#reader.malformed(found, at)
  }
}

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
