import { mkdirSync, realpathSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

import { expect, test } from 'vitest'

import { build, errorOf, exportsOf, folder, outputOf, programOf, project, watched } from './harness.js'

/** Installs the compiler of this repository into a project, and a shim that does what @assemblyscript/wasi-shim does. */
function installed(name: string, files: Readonly<Record<string, string>>): string {
  const shim = 'node_modules/@assemblyscript/wasi-shim'
  const base = project(name, {
    [`${shim}/asconfig.json`]: JSON.stringify({
      options: { lib: './assembly', use: ['abort=wasi_abort'], exportStart: '_start' },
    }),
    [`${shim}/assembly/wasi.ts`]: `// @ts-ignore: decorator
@external("wasi_snapshot_preview1", "proc_exit")
declare function proc_exit(code: u32): void
// @ts-ignore: decorator
@external("wasi_snapshot_preview1", "fd_write")
declare function fd_write(fd: u32, vectors: usize, count: u32, written: usize): u32
export function wasi_abort(message: string | null, file: string | null, line: u32, column: u32): void { proc_exit(255) }
export function say(text: string): void {
  const bytes = String.UTF8.encode(text + "\\n")
  const vector = memory.data(12)
  store<usize>(vector, changetype<usize>(bytes))
  store<usize>(vector, bytes.byteLength, 4)
  fd_write(1, vector, 1, vector + 8)
}
`,
    ...files,
  })
  const target = realpathSync(fileURLToPath(new URL('../../../node_modules/assemblyscript', import.meta.url)))
  mkdirSync(path.join(base, 'node_modules'), { recursive: true })
  symlinkSync(target, path.join(base, 'node_modules', 'assemblyscript'), 'junction')
  return base
}

test('builds with the shim, and watches what the compiler has read', async () => {
  const base = installed('as', {
    'assembly/main.ts':
      'import { add } from "./lib"\nimport { one } from "numbers/assembly/one"\nsay("sum " + add(one(), 2).toString())\n',
    'assembly/lib.ts': 'export function add(a: i32, b: i32): i32 { return a + b }\n',
  })
  // A package of the same workspace, as package managers link it.
  const numbers = project('as numbers', { 'assembly/one.ts': 'export function one(): i32 { return 1 }\n' })
  symlinkSync(numbers, path.join(base, 'node_modules', 'numbers'), 'junction')
  const outcome = await build(path.join(base, 'assembly/main.ts'))
  expect(outputOf(outcome)).toBe('sum 3\n')
  expect(watched(outcome, base)).toEqual(['../as numbers/assembly/one.ts', 'assembly/lib.ts', 'assembly/main.ts'])
  const production = await build(path.join(base, 'assembly/main.ts'), { production: true })
  expect(outputOf(production)).toBe('sum 3\n')
  expect(programOf(production).length).toBeLessThan(programOf(outcome).length)
  expect(exportsOf(await build(path.join(base, 'assembly/lib.ts')))).toEqual(expect.arrayContaining(['_initialize', 'add']))
})

test('follows asconfig.json', async () => {
  const config = {
    entries: ['src/app.ts'],
    targets: { debug: { debug: true }, release: { optimizeLevel: 3, outFile: 'x.wasm' } },
  }
  const base = installed('as config', { 'asconfig.json': JSON.stringify(config), 'src/app.ts': 'say("configured")\n' })
  const outcome = await build(base)
  expect(outputOf(outcome)).toBe('configured\n')
  expect(outcome.result).toMatchObject({ name: 'as_config' })
  expect(watched(outcome, base)).toEqual(['asconfig.json', 'src/app.ts'])
  expect(outputOf(await build(base, { production: true }))).toBe('configured\n')
})

test('reports errors in their places, and recovers', async () => {
  const base = installed('as errors', { 'main.ts': 'import { later } from "./later"\nconst s = "ä€😀"; let n: i32 = nothing\n' })
  const failed = await build(path.join(base, 'main.ts'))
  expect(errorOf(failed).diagnostics).toMatchObject([{ file: path.join(base, 'main.ts'), line: 1 }])
  expect(failed.folders).toContain(base)
  project('as errors', { 'later.ts': 'export const later = 1\n' })
  expect(errorOf(await build(path.join(base, 'main.ts'))).diagnostics).toMatchObject([
    { file: path.join(base, 'main.ts'), line: 2, column: 32, message: "Cannot find name 'nothing'." },
  ])
  project('as errors', { 'main.ts': 'import { later } from "./later"\nsay(later.toString())\n' })
  expect(outputOf(await build(path.join(base, 'main.ts')))).toBe('1\n')
})

test('says what to install', async () => {
  const base = project('as missing', { 'main.ts': '' })
  expect(path.dirname(base)).toBe(folder)
  await expect(build(path.join(base, 'main.ts'))).rejects.toMatchObject({
    code: 'NO_TOOLCHAIN',
    fix: expect.stringContaining('npm install --save-dev assemblyscript'),
  })
})
