import { bounded } from '../limits.js'
import type { HostState } from '../state.js'
import { Abi, type Realloc } from './abi.js'
import { cli } from './cli.js'
import { clocks } from './clocks.js'
import type { ComponentState, CoreFunction, Interfaces } from './contract.js'
import { extra } from './extra.js'
import { filesystem } from './filesystem.js'
import { HandleTable, trap, type Kind } from './handles.js'
import { io } from './io.js'
import { random } from './random.js'

const PARTS = [cli, clocks, extra, filesystem, io, random]

/** What `canon lower` gives beside the function. */
export interface Lowering {
  memory?: WebAssembly.Memory | undefined
  realloc?: Realloc | undefined
}

/** The WASI 0.2 host of one run of a component, at the level of the canonical ABI: numbers in, results written into memory. */
export class ComponentHost {
  readonly #handles = new HandleTable()
  readonly #parts: ((abi: Abi) => Interfaces)[]
  /** A component lowers most of its imports with the same memory and realloc. */
  readonly #lowered: (Lowering & { readonly all: Interfaces })[] = []

  constructor(readonly state: HostState) {
    state.release = () => this.#handles.clear()
    const own: ComponentState = Object.assign(state, { handles: this.#handles })
    this.#parts = PARTS.map((part) => part(own))
  }

  /** The function `name` of `face` (`wasi:io/streams`, without version), lowered. One that is not there traps when it is called. */
  lower(face: string, name: string, lowering: Lowering): CoreFunction {
    // Names are the component's, and objects have members that are no functions of ours.
    const functions = this.#all(lowering)[face] ?? {}
    return Object.hasOwn(functions, name) ? bounded(functions[name]!, this.state) : () => trap(`${face} ${name} is not supported`)
  }

  drop(kind: string): CoreFunction {
    return (handle: number) => this.#handles.drop(kind as Kind<unknown>, handle)
  }

  #all({ memory, realloc }: Lowering): Interfaces {
    const known = this.#lowered.find((one) => one.memory === memory && one.realloc === realloc)
    if (known) return known.all
    const abi = new Abi()
    if (memory) abi.bind(memory, realloc ?? (() => trap('the component lowers a function without its realloc')))
    const all: Interfaces = {}
    for (const part of this.#parts)
      for (const [face, functions] of Object.entries(part(abi))) Object.assign((all[face] ??= {}), functions)
    this.#lowered.push({ memory, realloc, all })
    return all
  }
}
