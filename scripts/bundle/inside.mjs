import path from 'node:path'

import { root } from '../steps.mjs'

/**
 * A plugin that puts a package of this workspace, as tsc wrote it, into the bundle.
 * @param {string} file the entry, below `packages`
 * @param {{ onDemand?: string }} [options] `onDemand` is the entry for `import()`
 */
export const inside = (specifier, file, { onDemand = file } = {}) => ({
  name: `inside: ${specifier}`,
  resolveId: (source, _importer, { kind }) =>
    source === specifier ? path.join(root, 'packages', kind === 'dynamic-import' ? onDemand : file) : undefined,
})

/** A plugin that leaves the other packages of this workspace outside. They have classes and state of which there must be one copy. */
export const rest = {
  name: 'rest',
  resolveId: (source) => (source.startsWith('@unwasi/') ? { id: source, external: true } : undefined),
}

const VENDOR = '/dist/vendor/'

/**
 * Keeps the vendored tools in separate files beside core's bundle. They are loaded on demand, and find their WebAssembly by their URL.
 */
export const vendoredBeside = {
  name: 'vendored beside',
  resolveId: (source) => (source.includes(VENDOR) ? { id: `../vendor/${path.basename(source)}`, external: true } : undefined),
}

/** Puts what core does in browsers in place of what it does in Node. */
export const inBrowsers = {
  name: 'in browsers',
  resolveId: (source, importer) =>
    source === './node.js' && importer?.endsWith(path.join('core', 'dist', 'platform', 'index.js'))
      ? path.join(path.dirname(importer), 'browser.js')
      : undefined,
}

/** How core finds the versions of the vendored tools. */
const folder = "new URL('../../dist/vendor/', import.meta.url)"

/** The vendored tools for a bundle that contains core: they stay in core's package. */
export const vendoredInCore = {
  name: 'vendored in core',
  resolveId: (source) =>
    source.includes(VENDOR) ? { id: `@unwasi/core/vendor/${path.basename(source)}`, external: true } : undefined,
  transform(code, id) {
    if (!id.endsWith(path.join('core', 'dist', 'platform', 'versions.js'))) return undefined
    if (!code.includes(folder)) throw new Error(`${id} no longer has the expression ${folder}`)
    return code.replace(folder, "new URL('.', import.meta.resolve('@unwasi/core/vendor/versions.json'))")
  },
}

/**
 * Tells unplugin where its package is, which it takes for the folder of its module: there are its loaders for webpack, and what it
 * requires on demand.
 */
export const unpluginAtHome = {
  name: 'unplugin at home',
  transform(code, id) {
    if (!/[/\\]unplugin[/\\]dist[/\\][^/\\]+\.mjs$/.test(id)) return undefined
    return code
      .replaceAll('import.meta.url', "import.meta.resolve('unplugin')")
      .replaceAll('import.meta.dirname', "fileURLToPath(new URL('.', import.meta.resolve('unplugin')))")
  },
}
