import type { ModuleBuilder } from '../../wasm/module-builder.js'
import type { Profile } from '../profile.js'
import type { Descriptors } from './descriptors.js'
import type { Imports } from './imports.js'
import type { Transfers } from './transfers.js'

/** Everything that the functions of the bridge are built with. */
export interface BridgeContext {
  /** The bridge itself. */
  readonly m: ModuleBuilder
  readonly imports: Imports
  readonly moves: Transfers
  readonly descriptors: Descriptors
  readonly profile: Profile
}
