import type { RunContext } from '../context/run-context.js'
import { trapBecause } from '../errors/trap.js'
import type { CoreFunction } from '../guest/core-function.js'
import { bounded } from '../guest/limits.js'
import { Abi, type Realloc } from './abi.js'
import { Gate } from './gate.js'
import { HandleTable, type Kind } from './handles.js'
import type { ComponentPart, ComponentRun, Interfaces, GivenResource } from './part.js'
import { kindOf } from './resources.js'

// The most `Abi` objects. Each takes kilobytes here, and only a few bytes of a component. Composed components have a handful.
const MOST_LOWERED = 1000

/** The options of `canon lower`. */
export interface CanonOptions {
  memory?: WebAssembly.Memory | undefined
  realloc?: Realloc | undefined
}

/** Functions by interface and name (`wasi:io/poll poll`). This is a Map because the component chooses the names to look up. */
type Functions = ReadonlyMap<string, CoreFunction>

/** The WASI 0.2 host of one run, at the level of the canonical ABI: it takes numbers and writes results into memory. */
export class Preview2Host implements ComponentRun {
  readonly gate = new Gate()
  readonly handles: HandleTable
  readonly kinds = new Map<string, Kind<unknown>>()
  readonly resources = new Map<string, GivenResource>()
  readonly waits = new Set<string>()
  readonly #parts: ((abi: Abi) => Interfaces)[]
  /** The lowered functions by their options. A component lowers most of its imports with the same memory and realloc. */
  readonly #lowered: (CanonOptions & { readonly all: Functions })[] = []

  constructor(
    readonly context: RunContext,
    /** The parts with functions that the component imports. */
    parts: readonly ComponentPart[],
  ) {
    this.handles = new HandleTable(context.options.maxHandles, () =>
      context.exceeded('HANDLE_LIMIT', 'maxHandles', 'has too many resources open'),
    )
    context.atEnd(() => {
      this.gate.shut = 'the run is over'
      this.handles.clear()
    })
    this.#parts = parts.map((part) => part(this))
  }

  /** The lowered function `name` of `interfaceName` (`wasi:io/streams`, without version). A missing one traps when called. */
  lower(interfaceName: string, name: string, options: CanonOptions): CoreFunction {
    const code = this.#all(options).get(`${interfaceName} ${name}`)
    return this.gate.host(code ? bounded(code, this.context) : () => trapBecause(`${interfaceName}#${name} is not supported`))
  }

  /** Drops handles of the resource that `interfaceName` defines. If the host lacks it, no handle exists, so any drop traps. */
  drop(interfaceName: string, resource: string): CoreFunction {
    const kind = kindOf(interfaceName, resource) ?? this.kinds.get(`${interfaceName} ${resource}`)
    return this.gate.host((handle: number) =>
      kind ? this.handles.drop(kind, handle) : trapBecause(`${interfaceName} has no resource ${resource} to drop`),
    )
  }

  #all({ memory, realloc }: CanonOptions): Functions {
    const known = this.#lowered.find((one) => one.memory === memory && one.realloc === realloc)
    if (known) return known.all
    if (this.#lowered.length === MOST_LOWERED)
      trapBecause(`the component uses more than ${MOST_LOWERED} pairs of memory and realloc`)
    const abi = new Abi(this.gate)
    if (memory) abi.bind(memory, realloc ?? (() => trapBecause('the component lowers a function without a realloc')))
    const all = new Map<string, CoreFunction>()
    for (const part of this.#parts)
      for (const [interfaceName, functions] of Object.entries(part(abi)))
        for (const [name, code] of Object.entries(functions)) all.set(`${interfaceName} ${name}`, code)
    this.#lowered.push({ memory, realloc, all })
    return all
  }
}
