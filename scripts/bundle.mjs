// Runs after `tsc -b` in `pnpm build` and writes the files in `dist` that are more than compiled sources.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

import { build, rolldown } from 'rolldown'

import { bundleTypes } from './bundle-types.mjs'
import { bundles } from './bundle/bundles.mjs'
import { olderTypes } from './older-types.mjs'
import { makePortable, standalonePortable } from './portable-types.mjs'
import { root } from './steps.mjs'

const runtime = path.join(root, 'packages', 'runtime', 'dist')

/** Bundles the runtime into one file for `unwasi transpile`, whose output has neither a bundler nor a node_modules folder. */
async function standaloneRuntime(entry, name) {
  await standalone(entry, name)
  writeFileSync(path.join(runtime, `${name}.d.ts`), standalonePortable(bundleTypes(path.join(runtime, `${entry}.d.ts`))))
}

async function standalone(entry, name) {
  const bundle = await rolldown({ input: path.join(runtime, `${entry}.js`), platform: 'neutral', external: [/^node:/] })
  await bundle.write({ file: path.join(runtime, `${name}.js`), format: 'esm', minify: true, codeSplitting: false })
  await bundle.close()
}

/** The part of the runtime that needs `node:fs`, for the same output. It is a separate file, because browsers can't load it. */
async function standaloneNode() {
  await standalone('node', 'standalone-node')
  const declarations = readFileSync(path.join(runtime, 'directory', 'host-directory.d.ts'), 'utf8')
    .replace(/^\/\/\/.*\n/, 'declare global {\n  interface URL {}\n}\n')
    .replace("'./directory.js'", "'./standalone.js'")
    .replace(/\/\*\* [^\n]* \*\/\nexport declare const makeHostDirectory: .*\n/, '')
  if (!declarations.includes("'./standalone.js'") || declarations.includes('makeHostDirectory'))
    throw new Error('host-directory.d.ts has another form than scripts/bundle.mjs expects')
  writeFileSync(path.join(runtime, 'standalone-node.d.ts'), declarations)
}

/** What a worker has instead of imports of Node's modules: they are there in Node, and nothing asks for them in browsers. */
const nodeModules = {
  name: 'node-modules',
  resolveId: (source) => (source.startsWith('node:') ? `\0${source}` : null),
  load(id) {
    if (!id.startsWith('\0node:')) return null
    const module = `globalThis.process?.getBuiltinModule?.('${id.slice(1)}') ?? { constants: {} }`
    const named = id === '\0node:url' ? 'export const { fileURLToPath } = module\n' : ''
    return `const module = ${module}\nexport default module\n${named}`
  },
}

/** The script of a worker. It is neither a module nor CommonJS, so that every kind of worker takes it. */
async function workerScript(entry, name) {
  const input = path.join(runtime, 'worker', `${entry}.js`)
  const bundle = await rolldown({ input, platform: 'neutral', plugins: [nodeModules] })
  await bundle.write({ file: path.join(runtime, `${name}.js`), format: 'iife', minify: true, codeSplitting: false })
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

makePortable(runtime)
const vendor = path.join(root, 'packages', 'core', 'scripts', 'vendor.mjs')
if (existsSync(vendor)) await import(pathToFileURL(vendor).href)
for (const { output } of bundles) rmSync(output.dir, { recursive: true, force: true })
// One after the other, because some write into the same folder.
for (const bundle of bundles) await build(bundle)
// Its module imports core's bundle.
await clientTypes()
await standaloneRuntime('index.preview1', 'standalone')
await standaloneRuntime('index', 'standalone-components')
await standaloneNode()
await workerScript('script', 'worker')
await workerScript('script-components', 'worker-components')
await workerScript('script-typed', 'worker-typed')
olderTypes()
