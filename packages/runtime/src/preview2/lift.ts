import { described } from '../errors/described.js'
import type { Enter } from '../guest/instance.js'
import type { RunContext } from '../context/run-context.js'
import { trapBecause } from '../errors/trap.js'
import type { CoreFunction } from '../guest/core-function.js'
import type { Gate } from './gate.js'

/** The maximum number of bytes, as counted here, that one call may pass to JavaScript. Long lists can take little memory, or share it. */
const MOST_BYTES = 2 ** 28
/** Added to the size of each element of a list that becomes an array: its room in the array and in the heap. */
const ELEMENT = 32
/** Multiplies the size of each element: an array takes eight bytes for one byte of wasm memory, and a small object takes more. */
const GROWTH = 16
/** The bytes of an object for a resource, with the data that is kept to drop it. */
const RESOURCE = 1024
/** The maximum number of live resources that the component defines. JavaScript drops its objects late, so a loop makes many first. */
const MOST_RESOURCES = 2 ** 20
/** The longest string of V8. */
const LONGEST = 2 ** 29 - 24

/** jco's table of handles. Each handle has two slots: scope and representation. */
type Table = readonly number[]
/** The flag of a slot. In a scope it says that the handle is free, and in a representation that it is owned. */
const FLAG = 1 << 30

interface Decoder {
  decode(units: Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer>): string
}

/** Checks all that crosses from a typed component to JavaScript. Core makes jco's glue call it (`toolchain/bindgen/glue.ts`). */
export class Lift {
  /** The memories of the component. */
  readonly memories = new Set<WebAssembly.Memory>()
  /** Whether the component has returned from the call. Later errors mean that its result is invalid. */
  #returned = false
  /** The bytes of the call so far, which count towards `MOST_BYTES`. */
  #bytes = 0
  #resources = 0
  /** The number of resources that are lent to the component for the calls under way. */
  lent = 0
  /** A weak reference, because the component refers to this object, and must be collected once its exports are no longer used. */
  #enter: WeakRef<Enter> | undefined

  constructor(
    readonly context: RunContext,
    readonly gate: Gate,
  ) {}

  /** Makes all code of the component run through `enter`, the library's way in. */
  entered(enter: Enter): Enter {
    const whole: Enter = (call) => enter(() => this.#call(call))
    this.#enter = new WeakRef(whole)
    return whole
  }

  #call<T>(call: () => T): T {
    const [returned, bytes, { lent }] = [this.#returned, this.#bytes, this]
    this.#returned = false
    this.#bytes = 0
    try {
      const result = call()
      if (this.lent > lent) throw new Error('the component has not dropped a resource that was lent to it for a call')
      return result
    } catch (error) {
      throw this.#returned ? this.gate.failed(error) : error
    } finally {
      // This call may be nested: the guest can call a function of the caller, which calls the component again.
      this.#returned = returned
      this.#bytes = bytes
      this.lent = lent
    }
  }

  readonly returned = <T>(value: T): T => {
    this.#returned = true
    return value
  }

  /** Marks `error` as the error of a `result` that the component returned. */
  readonly answer = (error: Error): Error => {
    this.#returned = false
    return error
  }

  /** Prints the error of a `result` for the message of the exception that carries it. */
  readonly described = described

  /** Wraps a function of the component that may not call its imports: `realloc` or `post-return`. */
  readonly inner = (code: CoreFunction, name: string): CoreFunction => {
    const closed = this.gate.inner(code, name)
    if (name !== 'realloc') return closed
    return (old: number, oldSize: number, align: number, size: number) => {
      const pointer = (closed(old, oldSize, align, size) as number) >>> 0
      if (pointer & (align - 1) || this.#outside(pointer + size))
        this.gate.failed(new Error(`realloc returned ${pointer}, where ${size} bytes aligned to ${align} don't fit`))
      return pointer
    }
  }

  /** Whether `end` is outside all memories. A value of JavaScript's without a size makes it NaN, which core wasm takes for 0. */
  #outside(end: number): boolean {
    for (const { buffer } of this.memories) if (!(end > buffer.byteLength)) return false
    return this.memories.size > 0
  }

  readonly decoder = (encoding = 'utf-8'): Decoder => {
    const decoder = new TextDecoder(encoding)
    return {
      decode: (units) => {
        if (units.length > LONGEST) this.#spend(Infinity)
        this.#spend(units.byteLength)
        return decoder.decode(units)
      },
    }
  }

  /** A copy of `size` bytes at `start`. */
  readonly copy = ({ buffer }: WebAssembly.Memory, start: number, size: number): ArrayBuffer => {
    if (start + size > buffer.byteLength) trapBecause(`${start}..${start + size} lies outside of memory`)
    this.#spend(size)
    return (buffer as ArrayBuffer).slice(start, start + size)
  }

  /** Counts a list of `length` elements, `size` bytes each, that becomes an array. */
  readonly list = (length: number, size: number): void => this.#spend(length * (ELEMENT + GROWTH * size))

  #spend(bytes: number): void {
    this.#bytes += bytes
    if (this.#bytes <= MOST_BYTES) return
    const why = `The strings and lists of one call may take ${MOST_BYTES} bytes in JavaScript.`
    this.context.limit('OUTPUT_LIMIT', 'returned too much', why, 'Request less per call.')
  }

  /** Counts a new handle of a resource that the component defines. */
  readonly created = (): void => {
    if (++this.#resources <= MOST_RESOURCES) return
    const why = `A component may have ${MOST_RESOURCES} at the same time.`
    this.context.limit('HANDLE_LIMIT', 'has too many resources', why, 'Dispose of resources earlier.')
  }

  readonly dropped = (table: Table, handle: number): void => {
    if (!(handle > 0 && 2 * handle < table.length)) trapBecause(`handle ${handle} is not live`)
    this.#resources--
  }

  /** Checks and counts `handle`, which the component returned and which becomes an object. */
  readonly given = (table: Table, handle: number): void => {
    const [scope = FLAG, representation = 0] = handle > 0 ? table.slice(2 * handle, 2 * handle + 2) : []
    if (scope & FLAG || !(representation & FLAG)) trapBecause(`handle ${handle} is not live, or not owned`)
    this.#spend(RESOURCE)
  }

  /** Wraps `code` for the garbage collector to call. */
  readonly finalizer =
    (code: (handle: number) => void) =>
    (handle: number): void => {
      try {
        this.#enter?.deref()?.(() => code(handle))
      } catch {
        // No caller is left to receive the error. The instance has ended, and reports that when it is called.
      }
    }

  /** Wraps `code` for the owner of an object to call. The object keeps its class alive, and so the way into the component. */
  readonly disposer = (code: () => void) => (): void => this.#enter?.deref()?.(code)
}
