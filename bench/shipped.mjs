import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'

import { beside, bundlers, gzip, inFolder } from './bundlers.mjs'
import { ratio } from './table.mjs'

async function bundled(entry) {
  const chunks = await bundlers.rolldown(entry, [])
  return chunks.reduce((sum, chunk) => sum + gzip(chunk), 0)
}

async function unwasi(guest) {
  const js = await beside(guest, 'rolldown')
  return { js, wasm: 0, total: js }
}

async function jco(guest, folder) {
  const { convert } = await import('./contenders/jco.mjs')
  const files = Object.entries(await convert(guest))
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
export async function bench({ guest }) {
  const bytes = await readFile(guest)
  return inFolder(async (folder) => ({
    unwasi: await unwasi(bytes),
    'jco + preview2-shim': await jco(bytes, folder),
    browser_wasi_shim: await browserWasiShim(folder),
  }))
}

export const shape = {
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
