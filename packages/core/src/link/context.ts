import type { UnwasiError } from '../errors.js'
import { MAX_NESTING } from '../read/component/format.js'
import type { Reader } from '../read/reader.js'
import { unknownShape } from './problems.js'

/** The number of steps that linking may take. Instances of instances multiply, but real components stay far below. */
const MAX_STEPS = 1_000_000

/**
 * The number of parts that all types with glue may have. Types refer to each other, so a few bytes can have billions of parts.
 * jco takes a second for this many.
 */
const MAX_PARTS = 20_000

/** Limits the cost of linking one component, and makes its errors. */
export class Context {
  #steps = 0
  #parts = 0
  #depth = 0
  readonly #reader: Reader

  /** @param reader a reader of the component, for errors that name an offset in it */
  constructor(reader: Reader) {
    this.#reader = reader
  }

  /** Call it for each declaration and definition that is visited, with the number of its parts. */
  step(at: number, parts = 1): void {
    this.#steps += parts
    if (this.#steps > MAX_STEPS) throw this.#reader.excessive(`more than ${MAX_STEPS} definitions, counting instances`, at)
  }

  /** Call it for each function and each named type of a library, with the number of its parts. */
  glue(parts: number): void {
    this.#parts += parts
    if (this.#parts > MAX_PARTS)
      throw unknownShape(`the types of its functions have more than ${MAX_PARTS} parts when they are written out`)
  }

  /** Runs `run` one level deeper, in a nested instance or component. */
  deeper<T>(at: number, run: () => T): T {
    if (this.#depth === MAX_NESTING) throw this.#reader.excessive(`more than ${MAX_NESTING} levels of instances`, at)
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
