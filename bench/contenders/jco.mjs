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

/** The component that jco makes of a module. */
async function componentOf(bytes) {
  const { componentNew, preview1AdapterCommandPath } = await import('@bytecodealliance/jco')
  const adapter = await readFile(fileURLToPath(preview1AdapterCommandPath()))
  return componentNew(bytes, [['wasi_snapshot_preview1', adapter]])
}

async function transpiled(component, options) {
  const { transpile } = await import('@bytecodealliance/jco')
  const { files } = await transpile(component, { name: 'main', noTypescript: true, ...options })
  return files
}

/** The files that jco makes of a module, by name. */
export async function convert(bytes) {
  return transpiled(await componentOf(bytes))
}

/** Writes what jco makes of a component. Returns its `instantiate` and the function that gives it its core modules. */
async function loaded(component, guest, cache) {
  const out = path.join(cache, 'jco', path.basename(guest, '.wasm'))
  for (const [name, bytes] of Object.entries(await transpiled(component, { instantiation: 'async' }))) {
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
  return { instantiate, core }
}

/** Gives the guest a host directory and the output of the process. */
export async function host(guest, { files: root, cache }) {
  const { instantiate, core } = await loaded(await componentOf(await readFile(guest)), guest, cache)
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

/** The function that makes an instance of a component that is a library. */
export async function library(guest, { cache }) {
  const { instantiate, core } = await loaded(await readFile(guest), guest, cache)
  return () => instantiate(core, new WASIShim().getImportObject())
}
