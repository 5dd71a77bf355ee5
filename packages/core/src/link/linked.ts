import type { GivenInterface, LinkPlan } from '@unwasi/runtime'
import type { ComponentPart } from '../preview2/part.js'

/** A function that a core module imports to drop a resource of the interface `interfaceName`. */
export type Drop = readonly [module: string, name: string, interfaceName: string, resource: string]

/** The linker's result for a component. */
export interface Linked {
  /** How to make an instance of a command; `undefined` for a library. */
  plan: LinkPlan | undefined
  /** For each instance of a core module, in the order in which they are made, the functions that drop the host's resources. */
  drops: readonly (readonly Drop[])[]
  /** The parts of the runtime's host that serve the imported functions. */
  parts: readonly ComponentPart[]
  /** The interfaces from outside WASI, which JavaScript has to give. */
  given: readonly GivenInterface[]
}
