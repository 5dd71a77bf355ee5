import { copyFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

import { transpile, type TranspileOptions } from '@unwasi/core'

/** Puts an entry of the runtime into `folder`, for the modules of `addProgram`. */
export const addRuntime = (folder: string, entry: string): void =>
  copyFileSync(createRequire(import.meta.url).resolve(`@unwasi/runtime/${entry}`), path.join(folder, 'runtime.js'))

/** Puts a program into `folder`, as the module `NAME.js` and its files. */
export async function addProgram(
  folder: string,
  name: string,
  guest: Uint8Array,
  options: Pick<TranspileOptions, 'imports' | 'worker'> = {},
): Promise<void> {
  const { code, assets } = await transpile(guest, { name: `${name}.wasm`, runtime: './runtime.js', cache: false, ...options })
  for (const asset of assets) writeFileSync(path.join(folder, asset.name), asset.bytes)
  writeFileSync(path.join(folder, `${name}.js`), code)
}
