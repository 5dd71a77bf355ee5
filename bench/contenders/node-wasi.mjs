import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { WASI } from 'node:wasi'

export async function host(guest, { files }) {
  const module = await WebAssembly.compile(await readFile(guest))
  return async (args) => {
    const wasi = new WASI({
      version: 'preview1',
      args: [path.basename(guest), ...args],
      preopens: { '/': files },
      returnOnExit: true,
    })
    return wasi.start(await WebAssembly.instantiate(module, wasi.getImportObject()))
  }
}
