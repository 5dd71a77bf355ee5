import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'

import { describe, expect, it } from 'vitest'

import { fixturePath } from '../../fixtures/index.mjs'
import { node, temporaryFolder } from './cli.js'

const bin = fileURLToPath(new URL('../../packages/create/bin/create-unwasi.js', import.meta.url))

/** Runs the command where no compiler is found. */
async function create(cwd: string, args: readonly string[], agent = '') {
  const { code, stdout, stderr } = await node([bin, ...args], { cwd, env: { PATH: '/nowhere', npm_config_user_agent: agent } })
  return { code, stdout: stdout.toString(), stderr }
}

describe('create-unwasi', () => {
  it('makes a project with a stand-in if the compiler is missing, and says what to install', async () => {
    const cwd = await temporaryFolder()
    const { code, stdout, stderr } = await create(cwd, ['my app', '-t', 'vite', '-l', 'go'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain('Go was not found')
    expect(stdout).toContain('Install Go 1.21 or later (https://go.dev/dl/).')
    expect(stdout).toMatch(/^ {2}cd "my app"\n {2}npm install\n {2}npm run dev\n$/m)
    expect(readdirSync(path.join(cwd, 'my app/program')).toSorted()).toEqual(['go.mod', 'main.go', 'stand-in.wasm'])
    expect(readFileSync(path.join(cwd, 'my app/README.md'), 'utf8')).toContain('Go was not found')
    expect(JSON.parse(readFileSync(path.join(cwd, 'my app/package.json'), 'utf8'))).toMatchObject({ name: 'my-app' })
  })

  it('names the commands of the package manager that has started it', async () => {
    const { stdout } = await create(await temporaryFolder(), ['.', '-t', 'rollup', '-l', 'wasm'], 'pnpm/10.34.9 npm/? node/v20')
    expect(stdout).toMatch(/\n\n {2}pnpm install\n {2}pnpm build\n {2}pnpm start\n\n$/)
  })

  it('copies a program of one’s own', async () => {
    const cwd = await temporaryFolder()
    expect(await create(cwd, ['app', '-t', 'node', '--program', fixturePath('c')])).toMatchObject({ code: 0, stderr: '' })
    expect(readFileSync(path.join(cwd, 'app/program', path.basename(fixturePath('c'))))).toEqual(readFileSync(fixturePath('c')))
  })

  it('takes the defaults with --yes', async () => {
    const cwd = await temporaryFolder()
    expect(await create(cwd, ['--yes'])).toMatchObject({ code: 0 })
    expect(existsSync(path.join(cwd, 'wasi-app/vite.config.ts'))).toBe(true)
  })

  it.each([
    [
      [],
      2,
      /^error: these are missing, .*: a folder, --template \(vite, .*\), --language \(go, .*\)\. --yes takes the defaults\n/,
    ],
    [
      ['app', '-t', 'rollup', '-l', 'c', '--typescript'],
      2,
      /^error: --typescript: the template 'rollup' is in JavaScript alone\n/,
    ],
    [['app', '-t', 'vite', '--program', 'missing.wasm'], 1, /^error: missing\.wasm can't be read: ENOENT/],
    [['app', '-t', 'vite', '--program', 'text'], 1, /^error: text is not WebAssembly\n {2}fix: /],
    [['.', '-t', 'vite', '-l', 'c'], 1, /^error: .* is not empty: it has text\n {2}fix: /],
  ])('refuses %j, and writes nothing', async (args, expected, message) => {
    const cwd = await temporaryFolder()
    writeFileSync(path.join(cwd, 'text'), 'text')
    const { code, stdout, stderr } = await create(cwd, args)
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' })
    expect(stderr).toMatch(message)
    expect(readdirSync(cwd)).toEqual(['text'])
  })

  it('prints its help and its version', async () => {
    expect(await create(await temporaryFolder(), ['--help'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('--template'),
    })
    expect(await create(await temporaryFolder(), ['--version'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\S*\n$/),
    })
  })
})

// The command `script` of util-linux gives a process a terminal.
describe.skipIf(!existsSync('/usr/bin/script') || process.platform !== 'linux')('create-unwasi in a terminal', () => {
  // Without a size, a terminal breaks the line after each character.
  const command = `stty cols 100 rows 40; "${process.execPath}" "${bin}"`

  /** Presses keys, each when the text before it has appeared. Returns the exit code. */
  function answer(cwd: string, answers: readonly (readonly [text: string, keys: string])[]): Promise<number | null> {
    const child = spawn('/usr/bin/script', ['-qec', command, '/dev/null'], { cwd })
    let printed = ''
    const open = [...answers]
    child.stdout.on('data', (chunk: Buffer) => {
      printed += stripVTControlCharacters(chunk.toString())
      const [next] = open
      if (next === undefined || !printed.includes(next[0])) return
      open.shift()
      printed = ''
      child.stdin.write(next[1])
    })
    return new Promise((resolve) => {
      child.on('close', resolve)
    })
  }

  const down = '\u001B[B'

  it('asks for a folder, a template, a language and TypeScript', async () => {
    const cwd = await temporaryFolder()
    const code = await answer(cwd, [
      ['Folder', 'app\r'],
      ['Bundler or framework', `${down}\r`],
      ['Language of the program', '\r'],
      ['Language of the project', `${down}\r`],
    ])
    expect(code).toBe(0)
    expect(readdirSync(path.join(cwd, 'app/src')).toSorted()).toEqual(['App.jsx', 'main.jsx'])
    expect(readdirSync(path.join(cwd, 'app/program'))).toContain('main.go')
  })

  it('writes nothing if it is cancelled', async () => {
    const cwd = await temporaryFolder()
    expect(
      await answer(cwd, [
        ['Folder', 'app\r'],
        ['Bundler or framework', '\u0003'],
      ]),
    ).toBe(1)
    expect(readdirSync(cwd)).toEqual([])
  })
})
