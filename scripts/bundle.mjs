// What `pnpm build` does after `tsc -b`: files in `dist` that are more than compiled sources.
import { existsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

import { rolldown } from 'rolldown'

import { bundleTypes } from './bundle-types.mjs'
import { root } from './steps.mjs'

/** The runtime in one file, for `unwasi transpile`, whose output has neither a bundler nor a node_modules folder. */
async function standaloneRuntime() {
  const dist = path.join(root, 'packages', 'runtime', 'dist')
  const bundle = await rolldown({ input: path.join(dist, 'index.js'), platform: 'neutral' })
  await bundle.write({ file: path.join(dist, 'standalone.js'), format: 'esm', minify: true, codeSplitting: false })
  await bundle.close()
  writeFileSync(path.join(dist, 'standalone.d.ts'), bundleTypes(path.join(dist, 'index.d.ts')))
}

const vendor = path.join(root, 'packages', 'core', 'scripts', 'vendor.mjs')
if (existsSync(vendor)) await import(pathToFileURL(vendor).href)
await standaloneRuntime()
