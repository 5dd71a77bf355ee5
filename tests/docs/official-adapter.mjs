// The official toolchain for docs/why-go-crashes/reproduce.mjs, from what the workspace has: `new IN OUT` makes a component with the
// official preview1 adapter, and `run COMPONENT [ARG...]` runs a component without repairing it.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

import { transpile } from '@unwasi/core'

import { adapt } from '../../fixtures/components.mjs'

const [, , command, input, ...rest] = process.argv

const bytes = readFileSync(input)
if (command === 'new') writeFileSync(rest[0], await adapt(bytes))
else await run(unrecognised(bytes), rest)

/** Runs a component. Exits with its code, or with 134 if it traps. */
async function run(component, args) {
  const folder = mkdtempSync(path.join(tmpdir(), 'unwasi-official-'))
  try {
    const runtime = import.meta.resolve('@unwasi/runtime')
    const { code, assets } = await transpile(component, { name: 'official.wasm', runtime, cache: false })
    for (const asset of assets) writeFileSync(path.join(folder, asset.name), asset.bytes)
    writeFileSync(path.join(folder, 'official.mjs'), code)
    const module = await import(pathToFileURL(path.join(folder, 'official.mjs')).href)
    const { exitCode } = await module.default(args, { stdout: 'inherit', stderr: 'inherit' })
    process.exitCode = exitCode
  } catch (error) {
    console.error(String(error))
    process.exitCode = 134
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * Appends two core modules that do nothing to a component. It does the same as before, but core does not recognise the program in
 * it, and runs the adapter as every other host of components does.
 */
function unrecognised(component) {
  const [modules, instances] = [countOf(component, 1, () => 1), countOf(component, 2, leb)]
  // (module (func (export "f"))), and one that passes it on, which neither the shim nor the fixup of wit-component does.
  const gives = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 4, 1, 2, 0, 11]
  const passes = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 2, 7, 1, 1, 97, 1, 102, 0, 0, 7, 5, 1, 1, 102, 0, 0]
  const made = [2, 0, modules, 0, 0, modules + 1, 1, 1, 97, 0x12, instances]
  return Uint8Array.from([...component, 1, gives.length, ...gives, 1, passes.length, ...passes, 2, made.length, ...made])
}

/** Adds up `count` over the sections with this id. The sum has to fit into one byte. */
function countOf(component, id, count) {
  let sum = 0
  for (let at = 8; at < component.length;) {
    const [size, body] = lebAt(component, at + 1)
    if (component[at] === id) sum += count(component, body)
    at = body + size
  }
  if (sum > 100) throw new Error('the component has too many parts')
  return sum
}

function leb(component, at) {
  return lebAt(component, at)[0]
}

/** Returns an unsigned LEB128 number and the position after it. */
function lebAt(component, at) {
  let value = 0
  for (let shift = 0; ; shift += 7) {
    const byte = component[at++]
    value += (byte & 0x7f) * 2 ** shift
    if (byte < 0x80) return [value, at]
  }
}
