// Runs after `tsc -b` in `pnpm build` and writes the files in `dist` that are more than compiled sources.
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

import { build, rolldown } from 'rolldown'

import { bundleTypes } from './bundle-types.mjs'
import { bundles } from './bundle/bundles.mjs'
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

/** Kept in the repository, so that it is there before the first build. */
async function clientTypes() {
  const { clientIncludeText, clientText } = await import(
    pathToFileURL(path.join(root, 'packages', 'unplugin', 'dist', 'dts', 'general.js')).href
  )
  const core = path.join(root, 'packages', 'core')
  writeFileSync(path.join(core, 'client.d.ts'), clientText())
  writeFileSync(path.join(core, 'client-include.d.ts'), clientIncludeText())
}

makePortable(path.join(root, 'packages', 'runtime', 'dist'))
const vendor = path.join(root, 'packages', 'core', 'scripts', 'vendor.mjs')
if (existsSync(vendor)) await import(pathToFileURL(vendor).href)
for (const { output } of bundles) rmSync(output.dir, { recursive: true, force: true })
// One after the other, because some write into the same folder.
for (const bundle of bundles) await build(bundle)
// Its module imports core's bundle.
await clientTypes()
await standaloneRuntime('index.preview1', 'standalone')
await standaloneRuntime('index', 'standalone-components')
olderTypes()
