// Runs after `tsc -b` in `pnpm build` and writes the files in `dist` that are more than compiled sources.
import { existsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

import { rolldown } from 'rolldown'

import { bundleTypes } from './bundle-types.mjs'
import { olderTypes } from './older-types.mjs'
import { makePortable, standalonePortable } from './portable-types.mjs'
import { root } from './steps.mjs'

/** Bundles the runtime into one file for `unwasi transpile`, whose output has neither a bundler nor a node_modules folder. */
async function standaloneRuntime(entry, name) {
  const dist = path.join(root, 'packages', 'runtime', 'dist')
  const bundle = await rolldown({ input: path.join(dist, `${entry}.js`), platform: 'neutral' })
  await bundle.write({ file: path.join(dist, `${name}.js`), format: 'esm', minify: true, codeSplitting: false })
  await bundle.close()
  writeFileSync(path.join(dist, `${name}.d.ts`), standalonePortable(bundleTypes(path.join(dist, `${entry}.d.ts`))))
}

/**
 * Keeps the vendored tools in separate files beside the bundle. They are loaded on demand, and find their WebAssembly by their
 * URL.
 */
const vendored = {
  name: 'vendored',
  resolveId: (source) =>
    source.includes('/dist/vendor/') ? { id: `../vendor/${path.basename(source)}`, external: true } : undefined,
}

/**
 * Bundles core for publication, because loading fifty small files takes three times as long as converting a guest. The bundle
 * lies as deep as the sources do, since core finds the vendor folder by a relative path.
 */
async function publishedCore() {
  const dist = path.join(root, 'packages', 'core', 'dist')
  const input = Object.fromEntries(['index', 'errors', 'text'].map((name) => [name, path.join(dist, `${name}.js`)]))
  const bundle = await rolldown({ input, platform: 'node', external: [/^node:/], plugins: [vendored] })
  await bundle.write({ dir: path.join(dist, 'bundle'), format: 'esm', cleanDir: true })
  await bundle.close()
}

/** Kept in the repository, so that it is there before the first build. */
async function clientTypes() {
  const { clientIncludeText, clientText } = await import(
    pathToFileURL(path.join(root, 'packages', 'unplugin', 'dist', 'dts', 'general.js')).href
  )
  const core = path.join(root, 'packages', 'core')
  writeFileSync(path.join(core, 'client.d.ts'), clientText())
  writeFileSync(path.join(core, 'client-include.d.ts'), clientIncludeText())
}

await clientTypes()
makePortable(path.join(root, 'packages', 'runtime', 'dist'))
const vendor = path.join(root, 'packages', 'core', 'scripts', 'vendor.mjs')
if (existsSync(vendor)) await import(pathToFileURL(vendor).href)
await publishedCore()
await standaloneRuntime('index.preview1', 'standalone')
await standaloneRuntime('index', 'standalone-components')
olderTypes()
