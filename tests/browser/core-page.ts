import { copyFileSync, cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

import { build } from 'esbuild'

import { temporaryFolder } from '../bundlers/harness/project.js'
import { addRuntime } from './transpiled.js'
import { html } from './page.js'

const core = path.dirname(fileURLToPath(import.meta.resolve('@unwasi/core/package.json')))

/** What the page offers as `tools`. Programs are named by their files; bytes are compared by their hash. */
export const script = `
import { classify, componentize, inspect, inspectWhole, transpile } from '@unwasi/core'
import { UnwasiError } from '@unwasi/core/errors'

const bytesOf = async (name) => new Uint8Array(await (await fetch('./' + name + '.wasm')).arrayBuffer())
const hashOf = async (bytes) =>
  [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))].map((byte) => byte.toString(16).padStart(2, '0')).join('')

const refusal = (error) => {
  if (!(error instanceof UnwasiError)) throw error
  return { code: error.code, headline: error.headline, file: error.file }
}

globalThis.tools = {
  inspected: async (name) => inspect(await bytesOf(name)),
  inspectedWhole: async (name) => inspectWhole(await bytesOf(name)),
  kind: async (name) => classify(await bytesOf(name)).kind,
  component: async (name, options) => componentize(await bytesOf(name), { file: 'here/' + name + '.wasm', ...options }).then(hashOf, refusal),
  async transpiled(name) {
    const { code, types, assets, summary } = await transpile(await bytesOf(name), { name: name + '.wasm' })
    return { code, types, summary, assets: await Promise.all(assets.map(async ({ name, bytes }) => [name, await hashOf(bytes)])) }
  },
  /** Imports what core makes of a program, as a page does that has no server. */
  async imported(name) {
    const urlOf = (part, type) => URL.createObjectURL(new Blob([part], { type }))
    const { code } = await transpile(await bytesOf(name), {
      runtime: new URL('./runtime.js', location.href).href,
      assetUrl: ({ bytes }) => JSON.stringify(urlOf(bytes, 'application/wasm')),
    })
    return import(/* webpackIgnore: true */ /* @vite-ignore */ urlOf(code, 'text/javascript'))
  },
}
`

export const page = html('<script type="module" src="./main.js"></script>')

/** Puts the files of the vendored tools that are not JavaScript into a folder, for bundlers that do not do so. */
export function addTools(dir: string): void {
  for (const file of readdirSync(path.join(core, 'dist', 'vendor')))
    if (file.endsWith('.wasm')) copyFileSync(path.join(core, 'dist', 'vendor', file), path.join(dir, file))
}

/** Makes a folder with the page, as esbuild bundles it for browsers, and programs. Returns it with all modules that are in the bundle. */
export async function makePage(guests: Readonly<Record<string, Uint8Array>>): Promise<{ dir: string; modules: string[] }> {
  const dir = temporaryFolder('core')
  const { metafile } = await build({
    stdin: { contents: script, resolveDir: import.meta.dirname },
    platform: 'browser',
    bundle: true,
    splitting: true,
    format: 'esm',
    entryNames: 'main',
    outdir: dir,
    metafile: true,
    logLevel: 'silent',
  })
  addTools(dir)
  addRuntime(dir, 'standalone-components')
  writeFileSync(path.join(dir, 'index.html'), page)
  for (const [name, bytes] of Object.entries(guests)) writeFileSync(path.join(dir, `${name}.wasm`), bytes)
  return { dir, modules: Object.keys(metafile.inputs) }
}

/** A project with the page, in which core is installed. */
export const projectFiles = { 'main.js': script, 'index.html': page }

/** Installs core into a project outside the workspace, as npm does: as a copy, below `node_modules`. */
export function installCore(dir: string): void {
  const runtime = path.dirname(fileURLToPath(import.meta.resolve('@unwasi/runtime/package.json')))
  for (const [name, from] of [
    ['core', core],
    ['runtime', runtime],
  ] as const) {
    const to = path.join(dir, 'node_modules', '@unwasi', name)
    mkdirSync(to, { recursive: true })
    cpSync(path.join(from, 'package.json'), path.join(to, 'package.json'))
    cpSync(path.join(from, 'dist'), path.join(to, 'dist'), { recursive: true, filter: (file) => !/\.(map|d\.ts)$/.test(file) })
  }
}
