import { execFile } from 'node:child_process'
import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'

import { beforeAll, describe, expect, it } from 'vitest'

import { fixturePath } from '../../fixtures/index.mjs'
import { temporaryFolder, unwasi } from './cli.js'
import { confinedDeno, engines } from './engines.js'

// What `unwasi transpile` writes, in engines other than Node.

let folder: string
beforeAll(async () => {
  folder = await temporaryFolder()
  for (const name of ['go', 'c', 'library-pure', 'p2-typed', 'p2-hello', 'trap']) {
    await cp(fixturePath(name), path.join(folder, `${name}.wasm`))
    const { code, stderr } = await unwasi(['transpile', `${name}.wasm`, '-o', 'out'], { cwd: folder })
    if (code !== 0) throw new Error(stderr)
  }
})

async function run([command = '', ...args]: string[], name: string, text: string) {
  await writeFile(path.join(folder, name), text)
  const { stdout, stderr } = await promisify(execFile)(command, [...args, name], { cwd: folder })
  expect(stderr).toBe('')
  return stdout.trim().split('\n')
}

/** Uses the directory `place` in every way that the C and the Go program can. */
const files = (place: string) => `
import { mkdirSync, rmSync } from 'node:fs'
import go from './out/go.js'
import c from './out/c.js'
import { hostDirectory } from './out/unwasi-runtime-node.js'
rmSync('${place}', { recursive: true, force: true })
mkdirSync('${place}')
const dirs = { '/': hostDirectory('${place}') }
for (const [run, args] of [[go, ['file', '/']], [go, ['links', '/']], [c, ['file', '/made.txt']]]) {
  const { exitCode, stderr } = await run(args, { dirs })
  console.log(args[0], exitCode, stderr)
}
`

describe.each(engines)('$name', ({ reads, writes, traps }) => {
  it('runs commands, libraries and components', async () => {
    const text = `
import run from './out/go.js'
import { add } from './out/library-pure.js'
import { shapes } from './out/p2-typed.js'
import hello from './out/p2-hello.js'
import trap from './out/trap.js'
import { memoryDirectory } from './out/unwasi-runtime.js'
console.log((await run(['args', 'x'])).stdout.trim(), (await run(['heap'])).exitCode, run.sync(['args', 'y']).stdout.trim())
console.log((await run(['file', '/'], { dirs: { '/': memoryDirectory({}) } })).exitCode)
console.log(add(1, 2), shapes.greet('you'), (await hello()).exitCode)
console.log(await trap().catch(({ name, message }) => [name, ...message.split('\\n')].join('; ')))
`
    expect(await run(reads, 'kinds.mjs', text)).toEqual(['x 7 y', '0', '3 hello, you 0', `WasiTrapError; trap.wasm: ${traps}`])
  })

  it('gives programs a directory of the host', async () => {
    expect(await run(writes, 'files.mjs', files('place'))).toEqual(['file 0 ', 'links 0 ', 'file 0'])
    expect(await readdir(path.join(folder, 'place'))).toEqual([])
  })

  it('returns the errno of a failed call to the program', async () => {
    await rm(path.join(folder, 'wrong'), { recursive: true, force: true })
    await mkdir(path.join(folder, 'wrong'))
    const text = `
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { hostDirectory } from './out/unwasi-runtime-node.js'
const context = { now: () => 5n, user: (code) => code(), device: () => 1n }
const root = hostDirectory('wrong')[Symbol.for('unwasi.directory')](context, 'test')
mkdirSync('wrong/empty')
symlinkSync('file', 'wrong/link')
writeFileSync('wrong/file', 'text')
const calls = {
  readlink: () => root.readlinkAt('link'),
  exists: () => root.symlinkAt('x', 'link'),
  missing: () => root.symlinkAt('x', 'no/link'),
  unlink: () => root.unlinkFileAt('empty'),
  truncate: () => root.openAt('file', true, 0, 1).setSize(2),
}
for (const [name, call] of Object.entries(calls)) {
  try {
    console.log(name, call())
  } catch ({ code }) {
    console.log(name, code)
  }
}
`
    // https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#errno
    expect(await run(writes, 'wrong.mjs', text)).toEqual([
      ...['readlink file', 'exists 20', 'missing 44'],
      ...['unlink 31', 'truncate 28'],
    ])
    expect(await readdir(path.join(folder, 'wrong'))).toContain('empty')
  })
})

it('gives programs a directory of the host in Deno without access to /proc', async () => {
  // Deno makes symbolic links only for scripts that may write everywhere.
  const lines = await run(confinedDeno(folder), 'confined.mjs', files('confined'))
  expect(lines[0]).toBe('file 0 ')
  expect(lines[1]).toMatch(/^links 1 .*(?:permission|not permitted)/i)
  expect(lines.at(-1)).toBe('file 0')
})
