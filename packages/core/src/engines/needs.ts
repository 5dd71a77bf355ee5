import { readCode } from '../read/code.js'
import { readProducers, readTargetFeatures, toolchain } from '../read/producers.js'
import { readDataOffsets } from '../read/segments.js'
import type { CoreModule, Feature } from '../read/shapes.js'
import { LOWEST_NODE, VERSIONS, type EngineVersions } from './versions.js'

const ENGINES = ['node', 'chrome', 'firefox', 'safari'] as const
const NAMES = { node: 'Node', chrome: 'Chrome', firefox: 'Firefox', safari: 'Safari' } as const

/** Returns all features that a module uses, in code and data too. */
export function allFeatures(bytes: Uint8Array, module: CoreModule): Set<Feature> {
  const features = new Set([...module.features, ...readCode(bytes, module.sections).features])
  readDataOffsets(bytes, module.sections, features)
  return features
}

/** The features in LLVM's `target_features` section that Node 20 lacks and that only code or data shows. */
const HIDDEN = ['exception-handling', 'extended-const', 'relaxed-simd', 'multimemory', 'gc', 'wide-arithmetic']

/**
 * Whether code or data could use what Node 20 lacks. Go's compiler uses none of it, and LLVM lists what it was allowed to use. So
 * the code of most programs does not have to be read.
 */
function mayHideFeatures(bytes: Uint8Array, module: CoreModule): boolean {
  const { features } = readTargetFeatures(bytes, module.customs)
  if (module.features.has('exceptions') || features.some((feature) => HIDDEN.includes(feature))) return true
  return features.length === 0 && toolchain(bytes, module, readProducers(bytes, module.customs))?.name !== 'Go'
}

/**
 * Says what a program needs from its engine, if Node 20 lacks some of it: `gc (Node 22, Chrome 119, …)`. The runtime shows
 * this if the engine can't compile the program.
 */
export function engineNeeds(modules: readonly (readonly [bytes: Uint8Array, module: CoreModule])[]): string | undefined {
  const features = new Set(
    modules.flatMap(([bytes, module]) => [...(mayHideFeatures(bytes, module) ? allFeatures(bytes, module) : module.features)]),
  )
  const newer = [...features].filter((feature) => VERSIONS[feature].node !== String(LOWEST_NODE))
  if (newer.length === 0) return undefined
  return newer.map((feature) => `${feature} (${versionsText(VERSIONS[feature])})`).join(', ')
}

/** Returns `Node 22, Chrome 119, Firefox 120, Safari 18.2`. */
export function versionsText(versions: EngineVersions): string {
  const listed = ENGINES.flatMap((engine) => (versions[engine] === undefined ? [] : [`${NAMES[engine]} ${versions[engine]}`]))
  return listed.length === 0 ? 'no engine yet' : listed.join(', ')
}

/** Compares versions such as `18.4` and `22.19 or 24.15`, for a list that begins with the latest. */
function later(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => [...text.matchAll(/\d+/g)].map(Number)) as [number[], number[]]
  const at = left.findIndex((number, index) => number !== right[index])
  return at === -1 ? right.length - left.length : (right[at] ?? 0) - left[at]!
}

/** Returns the first versions that have all `features`. An engine that lacks one of them is left out. */
export function lowestEngines(features: Iterable<Feature>): EngineVersions {
  const all = [...features].map((feature) => VERSIONS[feature])
  const lowest: EngineVersions = {}
  for (const engine of ENGINES) {
    const versions = all.map((entry) => entry[engine])
    const known = versions.filter((version) => version !== undefined)
    const highest = known.sort(later)[0]
    if (known.length === versions.length && highest !== undefined) lowest[engine] = highest
  }
  return lowest
}
