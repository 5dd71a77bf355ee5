import type { UnwasiError } from '../errors.js'
import type { Linked } from '../link/linked.js'
import type { WasiName } from '../preview1/unstable.js'
import type { Component } from '../read/component.js'
import type { CoreModule, FuncType, Import, MemoryType } from '../read/shapes.js'

// These types hold what is known about a file after classification.

export interface ImportFacts {
  /** The functions of preview1 and of wasi_unstable that it imports, each once, in the order of their first import. */
  functions: WasiName[]
  /** Imports whose module and name occurred before: legal in a core module, not in a component. */
  duplicates: Import[]
  /** Function imports from outside WASI: those that the caller maps, and those of a component world (`canonical`). */
  foreign: Import[]
}

export interface Facts extends ImportFacts {
  module: CoreModule
  /** Function index of the core start section, which runs at instantiation, before `_start` or `_initialize`. */
  start: number | undefined
  /** Whether it has a component-type section (wit-bindgen), and so has component interfaces in addition to preview1's. */
  canonical: boolean
}

/** A program: `_start` runs once. */
export interface Command extends Facts {
  kind: 'command'
  /** The memory exported as `memory`. */
  memory: MemoryType
}

export interface ReactorExport {
  name: string
  type: FuncType
}

export interface ReactorExports {
  /** Exported functions over numbers, with at most one result. `_initialize` is not among them. */
  exports: ReactorExport[]
  /** The other exported functions, which have vectors, references or several results. */
  others: ReactorExport[]
}

/** A library: its functions are called after `_initialize`, if it exports that. */
export interface Reactor extends Facts, ReactorExports {
  kind: 'reactor'
  /** The memory exported as `memory`. Only a reactor that imports no WASI function may lack it. */
  memory: MemoryType | undefined
  /** Whether it exports `_initialize`. */
  initialize: boolean
}

/** A preview1 module that can be converted, as far as classification knows. */
export type ModuleFacts = Command | Reactor

/** A component that exports `wasi:cli/run` is a command and has a plan; anything else is a library. */
export interface ComponentFacts extends Linked {
  kind: 'component'
  component: Component
  /** Its core modules, in file order. */
  modules: readonly CoreModule[]
}

export interface Refused {
  kind: 'refused'
  error: UnwasiError
}

export type Classified = ModuleFacts | ComponentFacts | Refused
