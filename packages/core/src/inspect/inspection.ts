import type { UnwasiErrorCode } from '../errors.js'
import type { Produced } from '../read/producers.js'
import type { ExternKind, FuncType } from '../read/shapes.js'
import type { InspectedAdapter } from './adapter.js'
import type { InspectedEngines } from './engines.js'
import type { Sizes } from './sizes.js'

/** Something that the file imports. */
export interface InspectedImport {
  /** The module's name or, for a component, the interface. */
  module: string
  /** Absent for a component, which imports whole interfaces. */
  name?: string
  /** What it is: a function, memory, table or global, or a component's interface. */
  kind: ExternKind | 'interface'
  /** What it needs from the host: `filesystem`, `clock`, `network: returns ENOTSUP`. */
  needs: string
}

/** Something that the file exports. */
export interface InspectedExport {
  /** The name, as the file has it. */
  name: string
  /** A component exports functions, interfaces and, rarely, types, values, components or core modules. */
  kind: ExternKind | 'interface' | 'type' | 'value' | 'component' | 'module'
  /** Functions only. */
  type?: FuncType
}

/** A memory of the file. */
export interface InspectedMemory {
  /** The size at the start, in pages. */
  min: number
  /** The largest size, in pages. Absent if there is no limit but the engine's. */
  max?: number
  /** The size of a page in bytes. */
  pageSize: number
  /** Whether threads share it. */
  shared: boolean
  /** Whether its addresses have 64 bits. */
  memory64: boolean
  /** Whether the host has to provide it. */
  imported: boolean
}

export interface InspectedRefusal {
  code: UnwasiErrorCode
  headline: string
  why: string
  fix: string
  /** The address of what the documentation says about the code. */
  see: string
}

/** Describes a .wasm file, as plain data that survives `JSON.stringify`. */
export interface Inspection {
  /** The option `file`, if it was passed. */
  file?: string
  /** A `reactor` is a library. A `module` is neither a command nor a reactor, because it exports no function. */
  kind: 'command' | 'reactor' | 'component' | 'module'
  /** Whether unwasi can convert it; if not, `refusal` says why. */
  converts: boolean
  /** Why it does not convert, and what to do: the fields of the `UnwasiError` that a conversion throws. */
  refusal?: InspectedRefusal
  /** What it was built with, as far as the file shows. */
  toolchain?: Produced
  /** The languages in which it was written, as far as the file says so. */
  languages: Produced[]
  /** Compilers, linkers and other tools that left their names. */
  tools: Produced[]
  /** Each import once, in file order. */
  imports: InspectedImport[]
  /** Each export, in file order. */
  exports: InspectedExport[]
  /** The memories of a module. Empty for a component. */
  memories: InspectedMemory[]
  /** How large the file and its parts are. */
  sizes: Sizes
  /** Features of WebAssembly that it uses, in code too. */
  features: string[]
  /** The first engines that can compile it. */
  engines: InspectedEngines
  /**
   * What the official preview1 adapter does to the program, if it imports preview1. Such adapters keep their state in the program's
   * memory, where some allocators overwrite it.
   */
  adapter?: InspectedAdapter
  /** Features that the compiler was allowed to use, if the file says so: `simd128`, `exception-handling`. */
  targetFeatures: string[]
  /** The number of core modules: 1 for a module, and those at the top level for a component. */
  coreModules: number
  /** Remarks for people, a sentence each. */
  notes: string[]
}
