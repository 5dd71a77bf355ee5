import { readFile } from 'node:fs/promises'
import path from 'node:path'

import { ConsoleStdout, File, OpenFile, PreopenDirectory, WASI } from '@bjorn3/browser_wasi_shim'

export async function memory(guest) {
  const module = await WebAssembly.compile(await readFile(guest))
  return async (args) => {
    const wasi = new WASI(
      [path.basename(guest), ...args],
      [],
      [
        new OpenFile(new File([])),
        new ConsoleStdout(() => {}),
        new ConsoleStdout((chunk) => void process.stderr.write(chunk)),
        new PreopenDirectory('/', new Map()),
      ],
    )
    return wasi.start(await WebAssembly.instantiate(module, { wasi_snapshot_preview1: wasi.wasiImport }))
  }
}
