import type { LinkPlan } from '@unwasi/runtime'
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
  /** One line for people: what it is, from which toolchain, sizes in bytes. */
  summary: string
}

/** A core module that imports preview1 or wasi_unstable. */
export interface Preview1Link {
  by: 'preview1'
  /** The functions that it imports, sorted. The runtime has a part of its host for each, as an export of the same name. */
  parts: readonly WasiName[]
  /** The export to call before anything else, which replaces its start section. */
  start: string | undefined
  /** A reactor's functions. */
  functions: readonly { name: string; type: FuncType }[]
}

/** A component that is a command. The plan says what instantiation must do. */
export interface PlanLink {
  by: 'plan'
  plan: LinkPlan
  /** The parts of the runtime's host that its imports need. */
  parts: readonly ComponentPart[]
}

/** A component with typed interfaces, which needs glue. */
export interface TypedLink {
  by: 'glue'
  /** For each core instance, which of its imports drop which of the host's resources. */
  drops: readonly (readonly Drop[])[]
  /** The parts of the runtime's host that its imports need. */
  parts: readonly ComponentPart[]
}
