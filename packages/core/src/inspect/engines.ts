import { allFeatures, lowestEngines } from '../engines/needs.js'
import { JSPI, VERSIONS, type EngineVersions } from '../engines/versions.js'
import type { CoreModule, Feature } from '../read/shapes.js'

/** The engines that can compile a program. */
export interface InspectedEngines {
  /** The first versions that have all features. An engine that lacks one of them is left out. */
  lowest: EngineVersions
  /** The features that it uses, with the first versions that have them. */
  features: ({ feature: Feature } & EngineVersions)[]
  /** The first versions in which the program can wait for time or input while the page stays alive (JSPI). Absent if it can't wait. */
  waiting?: EngineVersions
}

/** The functions and interfaces with which a program waits. */
const WAITS = /^(poll_oneoff|fd_read|wasi:io\/poll\b.*|wasi:cli\/stdin\b.*)$/

/** @param imports the names of the preview1 functions or interfaces with which it can wait */
export function enginesFor(
  modules: readonly (readonly [bytes: Uint8Array, module: CoreModule])[],
  imports: readonly string[],
): InspectedEngines {
  const all = new Set(modules.flatMap(([bytes, module]) => [...allFeatures(bytes, module)]))
  const features = [...all].map((feature) => ({ feature, ...VERSIONS[feature] }))
  return { lowest: lowestEngines(all), features, ...(imports.some((name) => WAITS.test(name)) && { waiting: JSPI }) }
}
