import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'

import { transpile } from '../packages/core/dist/index.js'
import { ratio } from './table.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const here = fileURLToPath(new URL('.', import.meta.url))
const gzip = (bytes) => gzipSync(bytes, { level: 9 }).length

/** The workspace's own bundler, so that bench needs no second copy. */
async function bundler() {
  const { rolldown } = await import(pathToFileURL(path.join(root, 'node_modules/rolldown/dist/index.mjs')))
  return rolldown
}

/** The size of the minified browser bundle of `entry`, in bytes after gzip. */
async function bundled(entry, alias = {}) {
  const rolldown = await bundler()
  const bundle = await rolldown({ input: entry, platform: 'browser', resolve: { alias }, onLog: () => {} })
  const { output } = await bundle.generate({ format: 'esm', minify: true })
  await bundle.close()
  return output.reduce((sum, chunk) => sum + gzip(chunk.code ?? chunk.source), 0)
}

async function unwasi(guest, folder) {
  const { code } = await transpile(await readFile(guest), { file: guest, cache: false })
  const entry = path.join(folder, 'unwasi.js')
  await writeFile(entry, code)
  const runtime = path.join(root, 'packages/runtime/dist/index.browser.js')
  const js = await bundled(entry, { '@unwasi/runtime': runtime })
  return { js, wasm: 0, total: js }
}

async function jco(guest, folder) {
  const { convert } = await import('./contenders/jco.mjs')
  const files = Object.entries(await convert(await readFile(guest)))
  const out = path.join(folder, 'jco')
  for (const [name, bytes] of files) {
    await mkdir(path.dirname(path.join(out, name)), { recursive: true })
    await writeFile(path.join(out, name), bytes)
  }
  const cores = files.filter(([name]) => name.endsWith('.wasm')).toSorted(([, a], [, b]) => b.length - a.length)
  // The largest core module is the guest.
  const glue = cores.slice(1).reduce((sum, [, bytes]) => sum + gzip(bytes), 0)
  const js = await bundled(path.join(out, 'main.js'))
  return { js, wasm: glue, total: js + glue }
}

async function browserWasiShim(folder) {
  const entry = path.join(folder, 'shim.js')
  await writeFile(
    entry,
    `import { ConsoleStdout, File, OpenFile, PreopenDirectory, WASI } from '@bjorn3/browser_wasi_shim'
export async function run(args, url, write) {
  const wasi = new WASI(args, [], [new OpenFile(new File([])), new ConsoleStdout(write), new ConsoleStdout(write), new PreopenDirectory('/', new Map())])
  const { instance } = await WebAssembly.instantiateStreaming(fetch(url), { wasi_snapshot_preview1: wasi.wasiImport })
  return wasi.start(instance)
}
`,
  )
  const js = await bundled(entry)
  return { js, wasm: 0, total: js }
}

/**
 * The size of the minified JavaScript and the WebAssembly that the browser loads beside the guest, in bytes after gzip. Only jco
 * ships any WebAssembly.
 */
export async function shipped({ guest }) {
  // The folder lies inside this one, so that packages are found from it.
  await mkdir(path.join(here, '.cache'), { recursive: true })
  const folder = await mkdtemp(path.join(here, '.cache', 'weight-'))
  try {
    return {
      unwasi: await unwasi(guest, folder),
      'jco + preview2-shim': await jco(guest, folder),
      browser_wasi_shim: await browserWasiShim(folder),
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

export const shippedTable = {
  head: ['shipped beside a Go program, kB gzip', 'JavaScript', 'WebAssembly', 'sum', 'unwasi / this'],
  rows: (found) =>
    Object.entries(found).map(([name, { js, wasm, total }]) => [
      name,
      js / 1000,
      wasm / 1000,
      total / 1000,
      ratio(found.unwasi.total, total),
    ]),
}

async function folderSize(folder) {
  let size = 0
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name)
    if (entry.isDirectory()) size += await folderSize(file)
    else if (entry.isFile()) size += (await stat(file)).size
  }
  return size
}

const npm = (folder, args) =>
  execFileSync('npm', args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32' })

/** The bytes that `npm install @unwasi/vite` adds to Vite itself, measured with tarballs as they are published. */
export async function installed() {
  const folder = await mkdtemp(path.join(tmpdir(), 'unwasi-install-'))
  try {
    const names = ['core', 'runtime', 'unplugin', 'vite']
    const { packageManager } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'))
    for (const name of names) {
      const args = ['-y', packageManager, 'pack', '--out', path.join(folder, `${name}.tgz`)]
      execFileSync('npx', args, { cwd: path.join(root, 'packages', name), stdio: 'ignore', shell: process.platform === 'win32' })
    }
    await writeFile(path.join(folder, 'package.json'), '{ "private": true }')
    npm(folder, ['install', '--silent', '--omit=peer', '--legacy-peer-deps', ...names.map((name) => `./${name}.tgz`)])
    const jco = path.join(here, 'node_modules')
    return { unwasi: await folderSize(path.join(folder, 'node_modules')), jco: await folderSize(jco) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

export const installedTable = {
  head: ['install, MB', '@unwasi/vite', 'jco', 'ratio'],
  rows: ({ unwasi: ours, jco: theirs }) => [['besides the bundler', ours / 1e6, theirs / 1e6, ratio(ours, theirs)]],
}
