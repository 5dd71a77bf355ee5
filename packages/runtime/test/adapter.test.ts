import { readFile } from 'node:fs/promises'

import { expect, test } from 'vitest'

import { vendorUrl } from '../../core/src/toolchain/vendor.js'
import { Abi } from '../src/abi.js'
import { cli } from '../src/host/cli.js'
import { clocks } from '../src/host/clocks.js'
import { filesystem } from '../src/host/filesystem.js'
import { io } from '../src/host/io.js'
import { random } from '../src/host/random.js'
import { harness } from './host.js'

test.each(['command', 'reactor'])('the host has every function that the official %s adapter can call', async (kind) => {
  const { state } = harness([])
  const has = new Set<string>()
  for (const part of [cli, clocks, filesystem, io, random]) {
    for (const [face, functions] of Object.entries(part(state)(new Abi())))
      for (const name of Object.keys(functions)) has.add(`${face} ${name}`)
  }
  const module = await WebAssembly.compile(await readFile(vendorUrl(`wasi_snapshot_preview1.${kind}.wasm`)))
  const wanted = WebAssembly.Module.imports(module)
    .filter(({ module }) => module.startsWith('wasi:'))
    .map(({ module, name }) => `${module.replace(/@.*/, '')} ${name}`)
    // Dropping is the handle table's, whatever the kind.
    .filter((name) => !name.includes('[resource-drop]'))
  expect(wanted.length).toBeGreaterThan(40)
  expect(wanted.filter((name) => !has.has(name))).toEqual([])
})
