import type { LinkPlan } from '@unwasi/runtime'

/** A function among a core module's imports that drops a resource, which the interface `interfaceName` defines. */
export type Drop = readonly [module: string, name: string, interfaceName: string, resource: string]

/** What the linker says of a component. */
export interface Linked {
  /** How to make an instance of a command; `undefined` for a library. */
  plan: LinkPlan | undefined
  /** For each instance of a core module, in the order in which they are made, the functions that drop the host's resources. */
  drops: readonly (readonly Drop[])[]
}
