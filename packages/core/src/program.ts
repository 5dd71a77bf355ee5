import type { Unsupported, GivenInterface, LinkPlan } from '@unwasi/runtime'
import type { ExportedGlobal } from './classify/facts.js'
import type { DefaultName } from './imports/declared.js'
import type { Drop } from './link/linked.js'
import type { Asset } from './options.js'
import type { WasiName } from './preview1/unstable.js'
import type { ComponentPart } from './preview2/part.js'
import type { FuncType } from './read/shapes.js'

/** Everything that the runtime needs to know about a program, as data. Emitted modules contain it, and `unwasi run` passes it. */
export interface Program {
  /** The number of the format of this data. The runtime checks whether it knows the format. */
  format: number
  /** A `command` runs from start to end. The functions of a `reactor` are called one by one. */
  kind: 'command' | 'reactor'
  /** `argv[0]`. */
  name: string
  guest: Asset
  /** Whether the guest's functions have names, which the runtime shows if a command traps. */
  named: boolean
  link: Preview1Link | PlanLink | TypedLink
  /** What it needs that Node 20 lacks, for the error of an engine that can't compile it: `gc (Node 22, Chrome 119, …)`. */
  needs?: string | undefined
  /** One line for people: what it is, from which toolchain, sizes in bytes. */
  summary: string
}

/** A part of the preview1 host: a function, or how Go gets standard input (`runtime/src/preview1/polled-stdin.ts`). */
export type Preview1Part = WasiName | 'polled_stdin'

/** A core module that imports preview1 or wasi_unstable. */
export interface Preview1Link {
  by: 'preview1'
  /** The functions that it imports, sorted. The runtime has a part of its host for each, as an export of the same name. */
  parts: readonly Preview1Part[]
  /** The functions that JavaScript provides, each once. */
  imports: readonly GivenImport[]
  /** The module that calls them for a command (`emit/dispatcher.ts`), in Base64. */
  dispatcher: string | undefined
  /** The export to call before anything else, which replaces its start section. */
  start: string | undefined
  /** Its functions besides `_start` and `_initialize`. */
  functions: readonly { name: string; type: FuncType }[]
  /** Whether it exports `_initialize`, which is called before everything else. */
  initialize: boolean
  /** The names of its memories, which a reactor's users can read and write. The first one is `memory`, if there is one. */
  memories: readonly string[]
  /** Its globals. */
  globals: readonly ExportedGlobal[]
}

/** A function that JavaScript provides to a core module. */
export interface GivenImport {
  module: string
  name: string
  type: FuncType
  /** The type as the runtime reads it (packages/runtime/src/guest/imports.ts): `iI:f` takes an i32 and an i64, and returns an f32. */
  signature: string
  /** The user's source: the module specifier of a file, or `true` if each call gives the functions. Undefined if there is none. */
  source: string | true | undefined
  /** The export of the runtime that has this function, too. */
  fallback: DefaultName | undefined
}

/** A component that is a command. The plan says what instantiation must do. */
export interface PlanLink {
  by: 'plan'
  plan: LinkPlan
  /** The parts of the runtime's host that its imports need. */
  parts: readonly ComponentPart[]
  /** Functions that the host lacks, and that return an error which says so. All others trap. */
  unsupported: readonly Unsupported[]
  given: GivenInterfaces
  /** If it has further exports, how glue links it so that they can be called, as in `TypedLink`. */
  further: Pick<TypedLink, 'drops' | 'run' | 'passes'> | undefined
}

/** A component with typed interfaces or several programs, which needs glue. */
export interface TypedLink {
  by: 'glue'
  /** For each core instance, which of its imports drop which of the host's resources. */
  drops: readonly (readonly Drop[])[]
  /** The interface whose function `run` runs a command. */
  run: string | undefined
  /** Whether its exports take or return resources that it imports. */
  passes: boolean
  /** Whether a command exports more than that. */
  further: boolean
  /** The parts of the runtime's host that its imports need. */
  parts: readonly ComponentPart[]
  /** Functions that the host lacks, and that return an error which says so. All others trap. */
  unsupported: readonly Unsupported[]
  given: GivenInterfaces
}

/** The interfaces that JavaScript gives a component. */
export interface GivenInterfaces {
  interfaces: readonly GivenInterface[]
  /** The user's sources by the names of the interfaces: the module specifier of a file, or `true` if each call gives the interface. */
  sources: Readonly<Record<string, string | true>>
}
