import { bounded, exceeded } from '../guest/limits.js'
import type { HostState } from '../context/run-context.js'
import { trapBecause } from '../errors/trap.js'
import { Abi, type Realloc } from './abi.js'
import { cli } from './cli.js'
import { clocks } from './clocks.js'
import type { ComponentState, CoreFunction, Interfaces } from './part.js'
import { extra } from './extra.js'
import { filesystem } from './filesystem.js'
import { Gate } from './gate.js'
import { HandleTable } from './handles.js'
import { io } from './io.js'
import { random } from './random.js'
import { kindOf } from './resources.js'

const PARTS = [cli, clocks, extra, filesystem, io, random]

// Each costs some kilobytes of ours and a few bytes of the component's. Composed components have a handful.
const MOST_LOWERINGS = 1000

/** What `canon lower` gives beside the function. */
export interface Lowering {
  memory?: WebAssembly.Memory | undefined
  realloc?: Realloc | undefined
}

/** Functions by interface and name, `wasi:io/poll poll`: a Map, since the names that are looked up are the component's. */
type Functions = ReadonlyMap<string, CoreFunction>

/** The WASI 0.2 host of one run of a component, at the level of the canonical ABI: numbers in, results written into memory. */
export class ComponentHost {
  readonly gate = new Gate()
  readonly #handles: HandleTable
  readonly #parts: ((abi: Abi) => Interfaces)[]
  /** A component lowers most of its imports with the same memory and realloc. */
  readonly #lowered: (Lowering & { readonly all: Functions })[] = []

  constructor(readonly state: HostState) {
    this.#handles = new HandleTable(state.options.maxHandles, () =>
      exceeded(state, 'HANDLE_LIMIT', 'maxHandles', 'has too many resources open'),
    )
    state.release = () => {
      this.gate.shut = 'the run is over'
      this.#handles.clear()
    }
    const own: ComponentState = Object.assign(state, { handles: this.#handles })
    this.#parts = PARTS.map((part) => part(own))
  }

  /** The function `name` of `face` (`wasi:io/streams`, without version), lowered. One that is not there traps when it is called. */
  lower(face: string, name: string, lowering: Lowering): CoreFunction {
    const code = this.#all(lowering).get(`${face} ${name}`)
    return this.gate.host(code ? bounded(code, this.state) : () => trapBecause(`${face} ${name} is not supported`))
  }

  /** Drops handles of the resource that `face` defines. One that we do not have can't have handles, so to drop any of them traps. */
  drop(face: string, resource: string): CoreFunction {
    const kind = kindOf(face, resource)
    return this.gate.host((handle: number) =>
      kind ? this.#handles.drop(kind, handle) : trapBecause(`${face} has no resource ${resource} to drop`),
    )
  }

  #all({ memory, realloc }: Lowering): Functions {
    const known = this.#lowered.find((one) => one.memory === memory && one.realloc === realloc)
    if (known) return known.all
    if (this.#lowered.length === MOST_LOWERINGS)
      trapBecause(`the component works with more than ${MOST_LOWERINGS} pairs of memory and realloc`)
    const abi = new Abi(this.gate)
    if (memory) abi.bind(memory, realloc ?? (() => trapBecause('the component lowers a function without its realloc')))
    const all = new Map<string, CoreFunction>()
    for (const part of this.#parts)
      for (const [face, functions] of Object.entries(part(abi)))
        for (const [name, code] of Object.entries(functions)) all.set(`${face} ${name}`, code)
    this.#lowered.push({ memory, realloc, all })
    return all
  }
}
