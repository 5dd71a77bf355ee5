import type { LinkPlan } from '@unwasi/runtime'
import type { Drop } from './link/linked.js'
import type { Asset } from './options.js'
import type { HostPart } from './preview1/table.js'
import type { FuncType } from './read/shapes.js'

/** All that the runtime has to know of a program, as data. An emitted module has it in its text; `unwasi run` passes it on itself. */
export interface Program {
  /** The form of this data. The runtime checks whether it knows it. */
  format: number
  /** `command`: it runs from start to end. `reactor`: its functions are called one by one. */
  kind: 'command' | 'reactor'
  /** `argv[0]`. */
  name: string
  guest: Asset
  link: Preview1Link | PlanLink | TypedLink
  /** One line for people: what it is, from which toolchain, sizes in bytes. */
  summary: string
}

/** A core module over preview1. */
export interface Preview1Link {
  by: 'preview1'
  /** The parts of the runtime's host that its imports need. */
  parts: readonly HostPart[]
  /** The export to call before anything else: what was its start section. */
  start: string | undefined
  /** A reactor's functions. */
  functions: readonly { name: string; type: FuncType }[]
}

/** A component that is a command: what instantiation has to do. */
export interface PlanLink {
  by: 'plan'
  plan: LinkPlan
}

/** A component with typed interfaces, which needs glue. */
export interface TypedLink {
  by: 'glue'
  /** For each core instance, which of its imports drop which of the host's resources. */
  drops: readonly (readonly Drop[])[]
}
