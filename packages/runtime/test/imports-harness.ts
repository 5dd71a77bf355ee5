import { describeProgram } from '@unwasi/core'
import { frames } from '../src/errors/trap.js'
import { assemblyscript, assemblyscriptBindings, emscripten } from '../src/guest/assemblyscript.js'
import { imported } from '../src/guest/imports.js'
import { node } from '../src/platform/node.js'
import { tracing } from '../src/preview1/trace/tracer.js'
import { instances } from '../src/run/command-instance.js'
import { makeCommand } from '../src/run/command.js'
import type { ProgramSpec } from '../src/run/program.js'
import { makeReactor } from '../src/run/reactor.js'
import type { Instantiate, RunInstances } from '../src/instance-types.js'
import type { Run } from '../src/types.js'
import { assemble } from './assemble.js'
import { host } from './preview1-parts.js'

const command = makeCommand(node)
const reactor = makeReactor(node)
const defaults = { assemblyscript, assemblyscriptBindings, emscripten }

/** What an emitted module passes to the runtime for a guest whose import modules are `true`, or files with these exports. */
const specOf = async (bytes: Uint8Array, files: Record<string, object | true>): Promise<ProgramSpec> => {
  const imports = Object.fromEntries(
    Object.entries(files).map(([module, file]) => [module, file === true ? file : `./${module}.js`]),
  )
  const { format, guest, link } = await describeProgram(bytes, { name: 'guest.wasm', cache: false, imports })
  if (link.by !== 'preview1') throw new Error('not a module')
  const { start } = link
  return {
    format,
    name: 'guest.wasm',
    guest: guest.bytes as Uint8Array<ArrayBuffer>,
    host,
    frames,
    trace: tracing,
    instances,
    imports: imported(
      link.imports.map(({ module, name, signature }) => [module, name, signature]),
      Object.entries(files).flatMap(([module, file]) => (file === true ? [] : [[module, file] as const])),
      [...new Set(link.imports.flatMap(({ fallback }) => (fallback === undefined ? [] : [defaults[fallback]])))],
      link.dispatcher,
    ),
    ...(start !== undefined && { start }),
  }
}

type Guest = string | Uint8Array
const bytesOf = (guest: Guest) => (typeof guest === 'string' ? assemble(guest) : guest)

export const commandOf = async (
  guest: Guest,
  files: Record<string, object | true> = { env: true },
): Promise<Run & RunInstances<Functions>> => command(await specOf(await bytesOf(guest), files)) as Run & RunInstances<Functions>

export type Functions = Record<string, (...args: (number | bigint)[]) => unknown>

export const libraryOf = async (
  guest: Guest,
  files: Record<string, object | true> = { env: true },
): Promise<Instantiate<Functions>> => reactor(await specOf(await bytesOf(guest), files)) as Instantiate<Functions>
