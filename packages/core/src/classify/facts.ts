import type { UnwasiError } from '../errors.js'
import type { Wrapped } from '../adapter/wrapped.js'
import type { Linked } from '../link/linked.js'
import type { Preview1Name } from '../preview1/table.js'
import type { Component } from '../read/component.js'
import type { CoreModule, FuncType, Import, MemoryType } from '../read/shapes.js'

// These types hold what is known about a file after classification.

export interface ImportFacts {
  /** The preview1 functions that it imports, each once, in the order of their first import. */
  functions: Preview1Name[]
  /** Imports whose module and name occurred before: legal in a core module, not in a component. */
  duplicates: Import[]
  /** Function imports from outside preview1 that JavaScript provides, in file order. */
  given: Import[]
  /** Function imports of a component world (`canonical`). */
  foreign: Import[]
}

export interface Facts extends ImportFacts {
  /** The module's bytes: those of the file, or of the program in a component that the official adapter made. */
  bytes: Uint8Array
  module: CoreModule
  /** The component that the program was in, if it was. */
  wrapped: Wrapped | undefined
  /** Function index of the core start section, which runs at instantiation, before `_start` or `_initialize`. */
  start: number | undefined
  /** Whether it has a component-type section (wit-bindgen), and so has component interfaces in addition to preview1's. */
  canonical: boolean
  /** Whether the world in that section is more than WASI, so that the program is used as a component. */
  typed: boolean
}

/** A program: `_start` runs once. */
export interface Command extends Facts {
  kind: 'command'
  /** The memory exported as `memory`. Only a program that passes no pointers to WASI may lack it. */
  memory: MemoryType | undefined
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
  /** The memory exported as `memory`. Only a reactor that passes no pointers to WASI may lack it. */
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
  /** How the official adapter serves it, if it does. */
  wrapped: Wrapped | undefined
  /** Its core modules, in file order. */
  modules: readonly CoreModule[]
}

export interface Refused {
  kind: 'refused'
  error: UnwasiError
}

export type Classified = ModuleFacts | ComponentFacts | Refused
