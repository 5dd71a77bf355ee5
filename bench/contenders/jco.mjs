import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

import { cli, filesystem } from '@bytecodealliance/preview2-shim'
import { WASIShim } from '@bytecodealliance/preview2-shim/instantiation'

class Exit {
  constructor(code) {
    this.code = code
  }
}

const exit = {
  exit({ tag }) {
    throw new Exit(tag === 'ok' ? 0 : 1)
  },
  exitWithCode(code) {
    throw new Exit(code)
  },
}

/** The files that jco makes of the guest, by name. */
export async function convert(bytes, options = {}) {
  const { componentNew, preview1AdapterCommandPath, transpile } = await import('@bytecodealliance/jco')
  const adapter = await readFile(fileURLToPath(preview1AdapterCommandPath()))
  const component = await componentNew(bytes, [['wasi_snapshot_preview1', adapter]])
  const { files } = await transpile(component, { name: 'main', noTypescript: true, ...options })
  return files
}

export async function host(guest, { files: root, cache }) {
  const out = path.join(cache, 'jco', path.basename(guest, '.wasm'))
  for (const [name, bytes] of Object.entries(await convert(await readFile(guest), { instantiation: 'async' }))) {
    await mkdir(path.dirname(path.join(out, name)), { recursive: true })
    await writeFile(path.join(out, name), bytes)
  }
  await writeFile(path.join(out, 'package.json'), '{ "type": "module" }')
  const { instantiate } = await import(pathToFileURL(path.join(out, 'main.js')))
  const compiled = new Map()
  const core = async (name) => {
    if (!compiled.has(name)) compiled.set(name, await WebAssembly.compile(await readFile(path.join(out, name))))
    return compiled.get(name)
  }
  filesystem._setPreopens({ '/': root })
  cli._setEnv({})
  const imports = { ...new WASIShim().getImportObject(), 'wasi:cli/exit': exit }
  return async (args) => {
    cli._setArgs([path.basename(guest), ...args])
    try {
      const { run } = await instantiate(core, imports)
      run.run()
      return 0
    } catch (error) {
      if (error instanceof Exit) return error.code
      throw error
    }
  }
}
