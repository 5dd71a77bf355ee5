import { explanation } from '../errors/problem.js'
import type { Enter } from '../guest/instance.js'
import type { RunContext } from '../context/run-context.js'
import { trapBecause } from '../errors/trap.js'
import type { CoreFunction } from '../guest/core-function.js'
import type { Gate } from './gate.js'

/** What one call may hand to JavaScript, bytes as counted here: lists can be long without being large, and share their memory. */
const MOST_BYTES = 2 ** 28
/** Of each element of a list that becomes an array, beside its size: room in the array and in the heap. */
const ELEMENT = 32
/** An array holds what takes a byte in memory in eight, a small object in more. */
const GROWTH = 16
/** An object for a resource, with what is kept to drop it. */
const RESOURCE = 1024
/** Live resources of the component's own, all together. JavaScript drops its own late: a loop makes many before that. */
const MOST_RESOURCES = 2 ** 20
/** V8's longest string. */
const LONGEST = 2 ** 29 - 24

/** jco's table of handles: two slots for each, scope and representation. */
type Table = readonly number[]
/** Of a slot: a scope's says that the handle is free, a representation's that it is owned. */
const FLAG = 1 << 30

interface Decoder {
  decode(units: Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer>): string
}

/** What crosses from a typed component to JavaScript: core has jco's glue ask here (`toolchain/glue.ts`). */
export class Lift {
  /** Memories of the component. */
  readonly memories = new Set<WebAssembly.Memory>()
  /** Whether the component has returned from the call: what goes wrong afterwards is what it made up. */
  #returned = false
  /** Of the call, towards MOST_BYTES. */
  #bytes = 0
  #resources = 0
  /** Weak: the component leads here, and what leads to the component is to be collected once nobody has its exports any more. */
  #enter: WeakRef<Enter> | undefined

  constructor(
    readonly context: RunContext,
    readonly gate: Gate,
  ) {}

  /** How code of the component is run, from now on: by `enter`, of the library. */
  entered(enter: Enter): Enter {
    const whole: Enter = (call) => enter(() => this.#call(call))
    this.#enter = new WeakRef(whole)
    return whole
  }

  #call<T>(call: () => T): T {
    const [returned, bytes] = [this.#returned, this.#bytes]
    this.#returned = false
    this.#bytes = 0
    try {
      return call()
    } catch (error) {
      throw this.#returned ? this.gate.failed(error) : error
    } finally {
      // The caller's own function may have been called by the guest.
      this.#returned = returned
      this.#bytes = bytes
    }
  }

  readonly returned = <T>(value: T): T => {
    this.#returned = true
    return value
  }

  /** `error` is what the component answers, its `result`'s. */
  readonly answer = (error: Error): Error => {
    this.#returned = false
    return error
  }

  /** `code` of the component that may not call out: `realloc` or `post-return`. */
  readonly inner = (code: CoreFunction, name: string): CoreFunction => {
    const closed = this.gate.inner(code, name)
    if (name !== 'realloc') return closed
    return (old: number, oldSize: number, align: number, size: number) => {
      const pointer = (closed(old, oldSize, align, size) as number) >>> 0
      if (pointer & (align - 1) || this.#outside(pointer + size))
        this.gate.failed(new Error(`realloc answered ${pointer}, where ${size} bytes aligned to ${align} are not`))
      return pointer
    }
  }

  /** Whether `end` is outside of all memories. What JavaScript passes may have no size: NaN, which core wasm takes for 0. */
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

  /** A list of `length` elements, `size` bytes each, becomes an array. */
  readonly list = (length: number, size: number): void => this.#spend(length * (ELEMENT + GROWTH * size))

  #spend(bytes: number): void {
    this.#bytes += bytes
    if (this.#bytes <= MOST_BYTES) return
    const why = `strings and lists of one call come to ${MOST_BYTES} bytes at most, as JavaScript holds them`
    this.context.limit('OUTPUT_LIMIT', explanation(`${this.context.args[0]} returned too much`, why, 'ask it for less at once'))
  }

  /** A handle of a resource of the component's own is made. */
  readonly created = (): void => {
    if (++this.#resources <= MOST_RESOURCES) return
    const why = `a component has ${MOST_RESOURCES} of its own at most`
    this.context.limit(
      'HANDLE_LIMIT',
      explanation(`${this.context.args[0]} has too many resources`, why, 'dispose of them earlier'),
    )
  }

  readonly dropped = (table: Table, handle: number): void => {
    if (!(handle > 0 && 2 * handle < table.length)) trapBecause(`handle ${handle} is not live`)
    this.#resources--
  }

  /** `handle`, which the component returns, becomes an object. */
  readonly given = (table: Table, handle: number): void => {
    const [scope = FLAG, representation = 0] = handle > 0 ? table.slice(2 * handle, 2 * handle + 2) : []
    if (scope & FLAG || !(representation & FLAG)) trapBecause(`handle ${handle} is not live, or not owned`)
    this.#spend(RESOURCE)
  }

  /** `code`, for the garbage collector to call. */
  readonly finalizer =
    (code: (handle: number) => void) =>
    (handle: number): void => {
      try {
        this.#enter?.deref()?.(() => code(handle))
      } catch {
        // Nobody is left to be told. The instance is over, and says so when it is called.
      }
    }

  /** `code`, for the owner of an object to call, by whose class the component can still be entered. */
  readonly disposer = (code: () => void) => (): void => this.#enter?.deref()?.(code)
}
