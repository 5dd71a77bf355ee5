import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

import { packageUrl } from './checkout.mjs'

const cache = fileURLToPath(new URL('.cache', import.meta.url))

export const gzip = (bytes) => gzipSync(bytes, { level: 9 }).length

/** Runs `use` with a folder inside of bench, from where its packages are found, and removes the folder. */
export async function inFolder(use) {
  await mkdir(cache, { recursive: true })
  const folder = await mkdtemp(path.join(cache, 'bundle-'))
  try {
    return await use(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The minified JavaScript of a browser bundle of `entry`. */
export const bundlers = {
  async rolldown(entry, plugins) {
    const { rolldown } = await import(packageUrl('rolldown'))
    const bundle = await rolldown({ input: entry, cwd: path.dirname(entry), platform: 'browser', plugins, onLog: () => {} })
    const { output } = await bundle.generate({ format: 'esm', minify: true })
    await bundle.close()
    return output.filter(({ type }) => type === 'chunk').map(({ code }) => code)
  },
  async esbuild(entry, plugins) {
    const { build } = await import(packageUrl('esbuild'))
    const folder = path.dirname(entry)
    const options = { bundle: true, format: 'esm', minify: true, platform: 'browser', write: false, logLevel: 'error' }
    const { outputFiles } = await build({ ...options, entryPoints: [entry], absWorkingDir: folder, outdir: folder, plugins })
    return outputFiles.filter(({ path: file }) => file.endsWith('.js')).map(({ text }) => text)
  },
}

const packages = { rolldown: '@unwasi/rollup', esbuild: '@unwasi/esbuild' }

/** The bytes, after gzip, of the JavaScript that a bundler ships beside a guest. */
export async function beside(guest, bundler) {
  const { default: unwasi } = await import(packageUrl(packages[bundler]))
  return inFolder(async (folder) => {
    await writeFile(path.join(folder, 'main.wasm'), guest)
    const entry = path.join(folder, 'main.js')
    await writeFile(entry, "import program from './main.wasm?component'\nglobalThis.program = program\n")
    const chunks = await bundlers[bundler](entry, [unwasi({ trace: false, cache: false })])
    return chunks.reduce((sum, chunk) => sum + gzip(chunk), 0)
  })
}
