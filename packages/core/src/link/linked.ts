import type { Unsupported, GivenInterface, LinkPlan } from '@unwasi/runtime'
import type { ComponentPart } from '../preview2/part.js'
import type { CoreModule } from '../read/shapes.js'
import type { FuncType } from './flat.js'

/** A function that a core module imports to drop a resource of the interface `interfaceName`. */
export type Drop = readonly [module: string, name: string, interfaceName: string, resource: string]

/** A function that a library exports. */
export interface ExportedFunction {
  /** The interface that it is in, with its version; `undefined` if the world itself exports it. */
  readonly of: string | undefined
  readonly name: string
  readonly type: FuncType
}

/** The linker's result for a component. */
export interface Linked {
  /** How to make an instance of a command; `undefined` for a library. */
  plan: LinkPlan | undefined
  /** For each instance of a core module, in the order in which they are made, the functions that drop the host's resources. */
  drops: readonly (readonly Drop[])[]
  /** The parts of the runtime's host that serve the imported functions. */
  parts: readonly ComponentPart[]
  /** All core modules of which it has instances. */
  cores: readonly CoreModule[]
  /** The interfaces from outside WASI, which JavaScript has to give. */
  given: readonly GivenInterface[]
  /** Functions that the host lacks, and that return an error which says so. */
  unsupported: readonly Unsupported[]
  /** Whether functions that a library exports take or return resources that it imports. */
  passes: boolean
  /** The functions that a library exports. */
  functions: readonly ExportedFunction[]
}
