import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'

import { componentFunctions, componentize, transpile, type TranspileOptions } from '@unwasi/core'
import { namedExportsError, parseRequest, resolveOptions } from '@unwasi/unplugin'

import { commandText, implement, parse } from '../../../fixtures/components.mjs'
import { fixture } from '../../../fixtures/index.mjs'
import { FolderCache } from '../../../packages/core/src/platform/cache.js'
import { bindings } from '../../../packages/core/src/toolchain/bindgen.js'
import { buildGuest } from '../../../packages/toolchains/src/index.js'
import { temporaryFolder } from '../../bundlers/harness/project.js'
import { assemble } from '../../cli/wat.js'

/** Fails with the error that a section of the page shows. */
export type Example = () => Promise<unknown>

type Guest = string | Uint8Array

const bytesOf = (guest: Guest) => (typeof guest === 'string' ? assemble(`(module ${guest})`) : guest)

/** Converts a core module in text form, or a file. */
const converted =
  (guest: Guest, options: TranspileOptions = {}): Example =>
  async () =>
    transpile(await bytesOf(guest), { file: 'main.wasm', name: 'main.wasm', cache: false, ...options })

/** A command that imports functions without parameters. */
const importing = (...names: [module: string, name: string][]): Example =>
  converted(`${names.map(([module, name]) => `(import "${module}" "${name}" (func))`).join('')} (func (export "_start"))`)

export const folder = temporaryFolder('docs-errors')

/** Builds sources. The first one is the program. */
const built =
  (files: Record<string, string>, env: Record<string, string> = {}): Example =>
  async () => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
      writeFileSync(path.join(folder, name), text)
    }
    const [source = ''] = Object.keys(files)
    const options = { env }
    const { result } = await buildGuest({ path: path.join(folder, source), options, root: folder, production: false, folder })
    throw result
  }

const goText = `package main

import "fmt"

func main() {
	fmt.Printf("Hello, %s!\\n", os.Args[1])
}
`

/** A world with an interface that is not of WASI, and a program for it. */
const withInterface = () =>
  implement(
    'guest',
    'package my:host; interface log { log: func(message: string); } world guest { import log; export run: func(); }',
    `(module
      (import "my:host/log" "log" (func (param i32 i32)))
      (memory (export "memory") 1)
      (func (export "run"))
      (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) i32.const 0))`,
  )

/** The end of an object file, which has a section for the linker. */
const linking = Uint8Array.of(0, 9, 7, ...Buffer.from('linking'), 2)

/** The component of a core function that does not exist. */
const missingFunction = Uint8Array.of(0, 0x61, 0x73, 0x6d, 13, 0, 1, 0, 11, 7, 1, 0, 1, 0x66, 1, 7, 0)

/** The error of each section for build time, by its heading. */
export const atBuild: Record<string, Example> = {
  NOT_WASM: converted(Buffer.from('<!doctype html>\n<title>Not found</title>\n')),
  TRUNCATED: converted(fixture('go').slice(0, 1_000_000)),
  MALFORMED: converted(Buffer.from(Buffer.from(fixture('c-lib')).toString('utf8'))),
  INVALID: async () => converted(await parse(commandText({ core: '(import "env" "log" (func))' })))(),
  NOT_A_MODULE: () => componentize(fixture('p2-hello'), { file: 'main.wasm' }),
  NOT_A_COMPONENT: async () => componentFunctions(fixture('hello')),
  NO_MEMORY: converted(fixture('no-memory-export')),
  NO_ENTRY: converted('(memory (export "memory") 1)'),
  UNKNOWN_IMPORT: converted('(import "env" "log" (func (param i32 i32))) (memory (export "memory") 1) (func (export "_start"))'),
  Emscripten: importing(['env', 'emscripten_notify_memory_growth']),
  'Go for JavaScript': importing(['gojs', 'runtime.wasmExit'], ['gojs', 'syscall/js.valueGet']),
  'wasm-bindgen': importing(['wbg', '__wbindgen_throw']),
  AssemblyScript: async () =>
    componentize(await bytesOf('(import "env" "abort" (func (param i32 i32 i32 i32))) (func (export "add"))'), {
      file: 'main.wasm',
    }),
  'Languages with JavaScript for each program': importing(['js_code', 'kotlin.captureStackTrace']),
  'Plugins of an application': importing(['extism:host/env', 'input_length']),
  'C and C++ exceptions': importing(['env', '__cxa_throw'], ['env', '__cxa_allocate_exception']),
  'Interfaces of a component': async () => converted(await withInterface())(),
  'Functions that preview1 does not have': converted(fixture('wrong-signature')),
  'A memory, a table or a global': converted(fixture('memory-imported')),
  THREADS: converted('(memory (export "memory") 1 2 shared) (func (export "_start"))'),
  MEMORY64: converted(fixture('memory64')),
  UNSUPPORTED: converted('(table 200000000 funcref) (func (export "_start"))'),
  WASIX: importing(['wasix_32v1', 'proc_fork']),
  'WASI 0.3': async () =>
    converted(
      await parse(
        commandText({ imports: '(import "wasi:clocks/system-clock@0.3.0" (instance (export "now" (func (result u64)))))' }),
      ),
    )(),
  'Object files and shared libraries': async () => converted(Buffer.concat([await bytesOf(''), linking]))(),
  'Modules from inside a component': importing(['__main_module__', '_start']),
  'Named exports without top-level await': async () => {
    throw namedExportsError(parseRequest('lib.wasm?component')!, 'cjs', ['add'])
  },
  'Workers, and functions with references': converted(
    '(import "page" "node" (func (result externref))) (func (export "_start"))',
    {
      imports: { page: true },
      worker: () => ({ bytes: new Uint8Array(), path: '' }),
    },
  ),
  BAD_OPTION: async () => resolveOptions({ maxmemory: 1 } as object),
  NOT_FOUND: () =>
    buildGuest({ path: path.join(folder, 'cmd/hello/man.go'), options: {}, root: folder, production: false, folder }),
  TOOLCHAIN: () => bindings(missingFunction, new FolderCache(false)),
  COMPILE: built({ 'hello/main.go': goText, 'hello/go.mod': 'module hello\n\ngo 1.21\n' }),
  NO_TOOLCHAIN: built({ 'other/main.go': goText }, { PATH: '/nonexistent' }),
  NOT_ALLOWED: built({ 'node_modules/tool/main.go': goText, 'node_modules/tool/package.json': '{ "name": "tool" }' }),
}
