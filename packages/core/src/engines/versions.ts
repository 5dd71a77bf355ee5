import type { Feature } from '../read/shapes.js'

/** The first versions of engines that have a feature without a flag. Absent ones do not have it yet. */
export interface EngineVersions {
  /** `22.19 or 24.15`, if 24.0 lacks what 22 got in a later release. */
  node?: string
  chrome?: string
  firefox?: string
  safari?: string
}

/** The Node that unwasi needs. What it has, is listed with this version, even if older ones have it too. */
export const LOWEST_NODE = 20

const since = (node: number | string, chrome: number, firefox: number, safari: string): EngineVersions => ({
  node: String(node),
  chrome: String(chrome),
  firefox: String(firefox),
  safari,
})

/**
 * Browsers: MDN's browser-compat-data 8.1.9 (https://github.com/mdn/browser-compat-data, webassembly/). Node turns on
 * some features later than the Chrome with the same V8, so each was tried in the releases of Node 20 to 26. test/engines.test.ts
 * does the same with the Node that runs it.
 */
export const VERSIONS: Readonly<Record<Feature, EngineVersions>> = {
  'multi-value': since(LOWEST_NODE, 86, 78, '13.1'),
  'sign extension': since(LOWEST_NODE, 69, 62, '14.1'),
  'non-trapping conversions': since(LOWEST_NODE, 75, 64, '15.1'),
  'bulk memory': since(LOWEST_NODE, 75, 79, '15.1'),
  'reference types': since(LOWEST_NODE, 96, 79, '15.1'),
  simd: since(LOWEST_NODE, 91, 89, '16.4'),
  exceptions: since(LOWEST_NODE, 95, 100, '15.2'),
  threads: since(LOWEST_NODE, 74, 79, '15.2'),
  'tail calls': since(LOWEST_NODE, 112, 121, '18.2'),
  'extended const': since(22, 114, 112, '17.4'),
  'relaxed simd': since(22, 114, 146, '27.3'),
  'typed function references': since(22, 119, 120, '18'),
  gc: since(22, 119, 120, '18.2'),
  'multi-memory': since(22, 120, 125, '27.3'),
  memory64: since('22.19 or 24', 133, 134, '27.3'),
  exnref: since('22.19 or 24.15', 137, 131, '18.4'),
  'wide arithmetic': { firefox: '155' },
  'custom page sizes': {},
}

/** JSPI, which lets a program wait while the page stays alive. It is not needed to run one. */
export const JSPI: EngineVersions = since('24.20', 137, 153, '27')
