import { execFile } from 'node:child_process'
import { mkdirSync, realpathSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { asyncInstances } from './async-types.js'
import { makeProject, type Project } from '../bundlers/harness/project.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const packages = ['vite', 'webpack', 'esbuild', 'rollup', 'node', 'unplugin'] as const

const compilers: Record<string, string> = {
  'TypeScript 5.4': path.join(root, 'tests/node_modules/typescript54/bin/tsc'),
  'TypeScript 5.9': path.join(root, 'tests/node_modules/typescript59/bin/tsc'),
  'TypeScript 7': path.join(root, 'node_modules/typescript/bin/tsc'),
}

const platforms: Record<string, { lib: string[]; types: string[] }> = {
  'ES2022 alone': { lib: ['ES2022'], types: [] },
  'ES2022 and DOM': { lib: ['ES2022', 'DOM'], types: [] },
  'ES2022 and @types/node': { lib: ['ES2022'], types: ['node'] },
}

/** The settings of `module`, each with its usual `moduleResolution`. */
const resolutions: Record<string, string> = { esnext: 'bundler', preserve: 'bundler', node16: 'node16', nodenext: 'nodenext' }

const same = `
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
`

/** An app that uses unwasi and no name of a platform. */
const app = `
import { inspect, transpile } from '@unwasi/core'
import { UnwasiError } from '@unwasi/core/errors'
import { oneLine } from '@unwasi/core/text'
import * as runtime from '@unwasi/runtime'
import { hostDirectory } from '@unwasi/runtime/node'
import * as standalone from '@unwasi/runtime/standalone'
import * as standaloneComponents from '@unwasi/runtime/standalone-components'
import * as standaloneNode from '@unwasi/runtime/standalone-node'
import type {
  Instantiate,
  ProgramInput,
  ProgramOutput,
  Run,
  RunOptions,
  RunResult,
  RunWith,
  SpawnedProgram,
  SpawnOptions,
} from '@unwasi/runtime'

import run from './main.wasm?component'
import url from './main.wasm?component&url'
import inlined from '@/main.wasm?inline&preview2&component'
import inlinedUrl from '@/main.wasm?inline&url&component&preview2'
import included from './main.wasm'

export const entries = [inspect, transpile, UnwasiError, oneLine, standalone, standaloneComponents, standaloneNode]
${same}
declare const options: RunOptions
declare const bytes: RunOptions<'bytes'>
declare const instantiate: Instantiate<{ add(a: number, b: number): number }>

export async function passesOptionsOn(wanted?: RunOptions) {
  const unknown = await run([], options)
  const text = await run(['x'], { env: { A: 'b' }, dirs: { '/': { file: 'text' }, '/host': hostDirectory('.') } })
  const captured = await run([], { encoding: 'bytes' })
  const lib = await instantiate(options)
  const all: [
    Same<typeof run, Run>,
    Same<typeof url, string>,
    Same<typeof inlined, Run>,
    Same<typeof inlinedUrl, string>,
    Same<typeof included, Run>,
    Same<typeof unknown, RunResult<string | Uint8Array>>,
    Same<typeof text, RunResult<string>>,
    Same<typeof captured, RunResult<Uint8Array>>,
    Same<ReturnType<typeof lib.add>, number>,
    Same<typeof unknown.stdout, string | Uint8Array>,
  ] = [true, true, true, true, true, true, true, true, true, true]
  const more: RunResult<string | Uint8Array>[] = [
    await run([], wanted),
    await run([], bytes),
    await run([], { ...wanted, stdout: 'pipe' }),
    run.sync([], options),
    run.sync([], wanted),
    run.sync([], bytes),
  ]
  const none: RunResult<string>[] = [await run(), run.sync(['x']), run.sync(['x'], { encoding: 'utf8' })]
  const files: Uint8Array = runtime.memoryDirectory({}).bytes('file')
  return [all, more, none, files]
}

declare const runWith: RunWith<{ env: { log(): void } }>
declare const spawnOptions: SpawnOptions

export async function spawns(wanted?: SpawnOptions) {
  const plain = run.spawn()
  const piped = run.spawn([], { stdin: 'pipe', stdout: (chunk) => void chunk.length, stderr: 'ignore' })
  const unknown = run.spawn([], spawnOptions)
  const more = run.spawn([], { ...wanted, stdin: 'pipe', stdout: 'pipe' })
  const given = runWith.spawn([], { stdin: 'pipe', imports: { env: { log() {} } } })
  const all: [
    Same<typeof plain.stdin, undefined>,
    Same<typeof plain.stdout, ProgramOutput>,
    Same<typeof piped.stdin, ProgramInput>,
    Same<typeof piped.stdout, undefined>,
    Same<typeof piped.stderr, undefined>,
    Same<typeof unknown.stdin, ProgramInput | undefined>,
    Same<typeof unknown.stdout, ProgramOutput | undefined>,
    Same<typeof more.stdin, ProgramInput>,
    Same<typeof more.stdout, ProgramOutput>,
    Same<typeof given.stdin, ProgramInput>,
  ] = [true, true, true, true, true, true, true, true, true, true]
  const any: SpawnedProgram[] = [plain, piped, unknown, more, given]
  for await (const chunk of plain.stdout) chunk satisfies Uint8Array
  for await (const line of plain.stdout.lines()) line satisfies string
  await plain.stdout.pipeTo(piped.stdin)
  const writer = piped.stdin.getWriter()
  await writer.write('text')
  await writer.write(new Uint8Array(1))
  await writer.close()
  const { value } = await plain.stdout.getReader().read()
  value satisfies Uint8Array | undefined
  run.spawn([], { input: plain.stdout, stdout: piped.stdin })
  plain.kill('reason')
  return [all, any, (await plain.exited).exitCode.toFixed(), (await plain.stderr.text()).length]
}

// @ts-expect-error: there is no such option
export const wrongSpawn = run.spawn([], { nope: 1, env: {} })
// @ts-expect-error: no such place
export const wrongPlace = run.spawn([], { stdin: 'pip' })
// @ts-expect-error: output is read as bytes or text
export const wrongEncoding = run.spawn([], { encoding: 'bytes', env: {} })
// @ts-expect-error: imports are missing
export const wrongImports = runWith.spawn([], { stdin: 'pipe' })
// @ts-expect-error: there is no such option
export const wrong = run([], { nope: 1 })
// @ts-expect-error: the compiler can't know whether it is text
export const text: Promise<RunResult<string>> = run([], options)
// @ts-expect-error: the output of a library is not captured
export const captured = instantiate({ encoding: 'bytes' })
`

const withDom = `
import { memoryDirectory } from '@unwasi/runtime'
import { hostDirectory } from '@unwasi/runtime/node'
import run from './main.wasm?component'
export const blob = new Blob([memoryDirectory({}).bytes('file')])
const program = run.spawn([], { stdin: 'pipe' })
export const response = new Response(program.stdout)
export const texts: ReadableStream<string> = program.stderr.pipeThrough(new TextDecoderStream())
export const writable: WritableStream<string> = program.stdin
export const piping: Promise<void> = new Blob(['text']).stream().pipeTo(program.stdin)
export const directory = hostDirectory(new URL('file:///tmp'))
`

const withNode = `
import { URL } from 'node:url'
import { PassThrough } from 'node:stream'
import { hostDirectory } from '@unwasi/runtime/node'
import run from './main.wasm?component'
export const directory = hostDirectory(new URL('file:///tmp'))
export const program = run.spawn([], { input: process.stdin, stdout: process.stdout, stderr: new PassThrough() })
export const results = [run([], { input: new PassThrough(), stdout: new PassThrough() }), new Response(run.spawn().stdout)]
`

/** Bundlers' own types need those of Node, and newer compilers than the oldest here. Only errors in unwasi's files count. */
const plugins = `
import esbuild from '@unwasi/esbuild'
import { register } from '@unwasi/node/register'
import rollup from '@unwasi/rollup'
import vite, { type RunOptions } from '@unwasi/vite'
import webpack from '@unwasi/webpack'
import next from '@unwasi/webpack/next'
import rspack from '@unwasi/webpack/rspack'
import loader from '@unwasi/webpack/loader'
import * as unplugin from '@unwasi/unplugin'
import bun from '@unwasi/unplugin/bun'
import farm from '@unwasi/unplugin/farm'
export const plugins = [esbuild({ dts: true }), rollup(), vite({ include: 'x' }), webpack(), rspack(), loader, unplugin]
export const others = [farm(), bun({ strip: 'all' })]
export const next1: { basePath: string } = next({ basePath: '/a' }, { strip: 'all' })
export const next2: (phase: string) => Promise<object> = next(async (phase: string) => ({ env: { phase } }))
export const options: RunOptions = {}
register({ cache: false })
`

describe.each(Object.keys(compilers))('%s', (compiler) => {
  let project: Project
  beforeAll(() => {
    project = makeProject({
      'app.ts': app,
      'dom.ts': withDom,
      'node.ts': withNode,
      'plugins.ts': plugins,
      'async.ts': asyncInstances,
      'main.wasm': '',
    })
    const modules = path.join(project.dir, 'node_modules')
    for (const folder of ['@unwasi', '@types']) mkdirSync(path.join(modules, folder), { recursive: true })
    for (const name of ['core', 'runtime', ...packages]) {
      symlinkSync(path.join(root, 'packages', name), path.join(modules, '@unwasi', name), 'junction')
    }
    symlinkSync(realpathSync(path.join(root, 'node_modules/@types/node')), path.join(modules, '@types/node'), 'junction')
  })
  afterAll(() => project.remove())

  /** The compiler's complaints about the project and our packages. */
  async function check(options: { lib: string[]; types: string[]; module: string; moduleResolution: string }, files: string[]) {
    const file = project.write(
      'tsconfig.json',
      JSON.stringify({
        compilerOptions: {
          ...{ target: 'ES2022', ...options },
          ...{ strict: true, exactOptionalPropertyTypes: true, noEmit: true, skipLibCheck: false, skipDefaultLibCheck: true },
        },
        files,
      }),
    )
    const output = await new Promise<string>((resolve) => {
      execFile(process.execPath, [compilers[compiler]!, '--project', file, '--pretty', 'false'], (_, stdout) => resolve(stdout))
    })
    const complaints = output.split('\n').filter((line) => /error TS\d+/.test(line))
    return complaints.filter((line) => !line.includes('node_modules'))
  }

  // Other settings say the same about more types, and the types of Node take ten seconds to check.
  const settings: Record<string, string[]> = {
    'ES2022 alone': Object.keys(resolutions),
    'ES2022 and DOM': ['esnext', 'nodenext'],
    'ES2022 and @types/node': ['nodenext'],
  }
  const rows = Object.entries(settings).flatMap(([platform, modules]) => modules.map((module) => [platform, module] as const))
  test.each(rows)('an app: %s, module %s', async (platform, module) => {
    const { lib, types } = platforms[platform]!
    const own = { 'ES2022 and DOM': ['dom.ts'], 'ES2022 and @types/node': ['node.ts'] }[platform] ?? []
    const clients = ['core', ...packages].flatMap((name) => [`@unwasi/${name}/client`, `@unwasi/${name}/client-include`])
    const moduleResolution = resolutions[module]!
    expect(await check({ lib, types: [...types, ...clients], module, moduleResolution }, ['app.ts', 'async.ts', ...own])).toEqual(
      [],
    )
  })

  test('the plugins', async () => {
    const { lib, types } = platforms['ES2022 and @types/node']!
    expect(await check({ lib, types, module: 'nodenext', moduleResolution: 'nodenext' }, ['plugins.ts'])).toEqual([])
  })
})
