import type { UnwasiError } from '../errors.js'
import type { Wrapped } from '../adapter/wrapped.js'
import type { Linked } from '../link/linked.js'
import type { WasiName } from '../preview1/unstable.js'
import type { Component } from '../read/component.js'
import type { CoreModule, FuncType, GlobalType, Import, MemoryType } from '../read/shapes.js'

// These types hold what is known about a file after classification.

export interface ImportFacts {
  /** The functions of preview1 and of wasi_unstable that it imports, each once, in the order of their first import. */
  functions: WasiName[]
  /** Imports whose module and name occurred before: legal in a core module, not in a component. */
  duplicates: Import[]
  /** Function imports from outside WASI that JavaScript provides, in file order. */
  given: Import[]
  /** Function imports of a component world (`canonical`). */
  foreign: Import[]
}

export interface ExportedFunction {
  name: string
  type: FuncType
}

export interface ExportedGlobal {
  name: string
  /** Undefined if an expression before it could not be read. */
  type: GlobalType | undefined
}

export interface ValueExports {
  /** The names of the exported memories: `memory` comes first. */
  memoryNames: string[]
  globals: ExportedGlobal[]
}

export interface FunctionExports {
  /** Exported functions over numbers, without `_start` and `_initialize`. */
  exports: ExportedFunction[]
  /** The other exported functions, which have vectors or references. */
  others: ExportedFunction[]
}

export interface Facts extends ImportFacts, FunctionExports, ValueExports {
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
  /** The memory exported as `memory`. Only a module that passes no pointers to WASI may lack it. */
  memory: MemoryType | undefined
  /** Whether it exports `_initialize`. */
  initialize: boolean
}

/** A program: `_start` runs once. */
export interface Command extends Facts {
  kind: 'command'
}

/** A library: its functions are called after `_initialize`, if it exports that. */
export interface Reactor extends Facts {
  kind: 'reactor'
}

/** A preview1 module that can be converted, as far as classification knows. */
export type ModuleFacts = Command | Reactor

/** A component that exports `wasi:cli/run` is a command, and anything else is a library. A command has a plan, unless it is composed. */
export interface ComponentFacts extends Linked {
  kind: 'component'
  component: Component
  /** How the official adapter serves it, if it does. */
  wrapped: Wrapped | undefined
  /** The name of its interface `wasi:cli/run`, if it is a command. */
  run: string | undefined
  /** Its core modules, in file order. */
  modules: readonly CoreModule[]
  /** What a command exports besides `wasi:cli/run`, linked for JavaScript to call; or why JavaScript can't call it. */
  further: Further | UnwasiError | undefined
}

/** The further exports of a command that is a component. */
export type Further = Pick<Linked, 'drops' | 'passes'>

export interface Refused {
  kind: 'refused'
  error: UnwasiError
}

export type Classified = ModuleFacts | ComponentFacts | Refused
