import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

import { beforeAll, describe, expect, it } from 'vitest'

import { node, run, temporaryFolder, unwasi } from './cli.js'

// A green CI has run these tests.
const missing = process.env['CI'] !== 'true' && spawnSync('go', ['version']).status !== 0
if (missing) console.warn('the command and sources: skipped, go is not on the PATH')

const files = {
  'go.mod': 'module example.com/tools\n\ngo 1.24\n',
  'cmd/hello/main.go': `package main

import (
	"fmt"
	"os"
)

var greeting = "hello"

func main() {
	fmt.Println(greeting, os.Args)
	os.Exit(len(os.Args) - 1)
}
`,
  'cmd/hello/formal.go': '//go:build formal\n\npackage main\n\nfunc init() { greeting = "good day" }\n',
  'lib/lib.go': 'package main\n\n//go:wasmexport add\nfunc add(a, b int32) int32 { return a + b }\n\nfunc main() {}\n',
  'broken/main.go': 'package main\n\nfunc main() {\n\tprintln("ü", undefinedName)\n\tprintln(other)\n}\n',
  'empty/README.md': '',
  'node_modules/tool/main.go': 'package main\n\nfunc main() {}\n',
}

let folder: string
beforeAll(async () => {
  folder = await temporaryFolder()
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
    writeFileSync(path.join(folder, name), text)
  }
})

describe.skipIf(missing)('sources', { timeout: 120_000 }, () => {
  it.each([
    ['a folder', '.', './cmd/hello'],
    ['a folder with a slash', '.', 'cmd/hello/'],
    ['a file', '.', 'cmd/hello/main.go'],
    ['the working directory', 'cmd/hello', '.'],
    ['a file in the working directory', 'cmd/hello', 'main.go'],
  ])('unwasi run builds %s, and names the program after its folder', async (_, cwd, file) => {
    expect(await run([file, 'a', 'b'], { cwd: path.join(folder, cwd) })).toEqual({
      code: 2,
      stdout: 'hello [hello.wasm a b]\n',
      stderr: '',
    })
  })

  it.each([
    ['a deep stack', ['--stack-size', '512M'], []],
    ['--trace', ['--trace'], [expect.stringContaining('fd_write(')]],
  ])('unwasi run names it the same with %s', async (_, options, stderr) => {
    const outcome = await run([...options, './cmd/hello'], { cwd: folder })
    expect(outcome).toMatchObject({ code: 0, stdout: 'hello [hello.wasm]\n' })
    expect(outcome.stderr).toEqual(stderr[0] ?? '')
  })

  it('unwasi run calls a function of a library', async () => {
    expect(await run(['--invoke', 'add(40, 2)', 'lib'], { cwd: folder })).toEqual({ code: 0, stdout: '42\n', stderr: '' })
  })

  it('--toolchains has the options of the plugins, for all sources or for one', async () => {
    for (const options of [{ go: { tags: ['formal'] } }, { './cmd/hello/main.go': { go: { tags: ['formal'] } } }])
      expect(await run(['--toolchains', JSON.stringify(options), './cmd/hello'], { cwd: folder })).toMatchObject({
        stdout: 'good day [hello.wasm]\n',
      })
    for (const text of ['{', '{"go":{"tags":"formal"}}', '{"gone":{}}', '3'])
      expect(await run([`--toolchains=${text}`, './cmd/hello'], { cwd: folder })).toEqual({
        code: 2,
        stdout: '',
        stderr: `error: --toolchains '${text}' is not JSON such as {"go":{"tags":["x"]}}\ntry 'unwasi run --help'\n`,
      })
  })

  it('unwasi component writes into the working directory, or where it is told', async () => {
    const { code, stderr } = await unwasi(['component', '../cmd/hello'], { cwd: path.join(folder, 'empty') })
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/^wrote hello\.component\.wasm \(/) })
    expect(readdirSync(path.join(folder, 'cmd/hello'))).toEqual(['formal.go', 'main.go'])
    expect(await run(['hello.component.wasm', 'x'], { cwd: path.join(folder, 'empty') })).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^hello \[.* x\]\n$/),
    })
    expect((await unwasi(['component', './cmd/hello', '-o', 'out/x.wasm'], { cwd: folder })).code).toBe(0)
    expect(existsSync(path.join(folder, 'out/x.wasm'))).toBe(true)
  })

  it('unwasi transpile makes a module of the name of the program', async () => {
    const { code } = await unwasi(['transpile', 'cmd/hello/main.go', '-o', 'module'], { cwd: folder })
    expect(code).toBe(0)
    expect(readdirSync(path.join(folder, 'module'))).toEqual(expect.arrayContaining(['hello.js', 'hello.d.ts', 'hello.wasm']))
    const url = pathToFileURL(path.join(folder, 'module/hello.js')).href
    const script = `import run from '${url}'\nconsole.log((await run(['x'])).stdout)`
    expect((await node(['--input-type=module', '--eval', script])).stdout.toString()).toBe('hello [hello.wasm x]\n\n')
  })

  it('unwasi inspect tells what the source would be', async () => {
    const { code, stdout } = await unwasi(['inspect', '--json', 'lib'], { cwd: folder })
    expect(code).toBe(0)
    expect(JSON.parse(stdout.toString())).toMatchObject({ file: 'lib', kind: 'reactor', converts: true })
  })

  it('shows the line that does not compile, and exits with 1', async () => {
    for (const command of [['run'], ['component'], ['transpile', '-o', 'never'], ['inspect']]) {
      const { code, stdout, stderr } = await unwasi([...command, './broken'], { cwd: folder })
      expect({ code, stdout: stdout.toString() }).toEqual({ code: 1, stdout: '' })
      const file = path.join(folder, 'broken/main.go')
      const [headline, line, mark, why, , second] = stderr.split('\n')
      expect(headline).toMatch(/^error: .*main\.go:4:15: undefined: undefinedName$/)
      expect(headline).toContain(file)
      expect(line).toMatch(/^4 \| .*println\("ü", undefinedName\)$/)
      expect(mark!.indexOf('^')).toBe(line!.indexOf('undefinedName'))
      expect(why).toBe('  why: Go could not compile the program.')
      expect(second).toContain('main.go:5:10: undefined: other')
    }
    expect(existsSync(path.join(folder, 'never'))).toBe(false)
  })

  it('refuses sources in node_modules, unless they are allowed', async () => {
    const refused = await run(['node_modules/tool'], { cwd: folder })
    expect(refused).toMatchObject({ code: 1, stdout: '' })
    expect(refused.stderr).toMatch(/the source belongs to the package "tool"\n.*\n {2}fix: .*allow: \["tool"\]/)
    expect(await run(['--toolchains', '{"allow":["tool"]}', 'node_modules/tool'], { cwd: folder })).toMatchObject({ code: 0 })
  })

  it('writes nothing beside the sources', () => {
    expect(readdirSync(path.join(folder, 'cmd/hello'))).toEqual(['formal.go', 'main.go'])
    expect(readdirSync(path.join(folder, 'broken'))).toEqual(['main.go'])
  })
})

describe('without a compiler', () => {
  const env = { PATH: '/nowhere' }

  it('says what to install', async () => {
    const { code, stderr } = await run(['./cmd/hello'], { cwd: folder, env })
    expect(code).toBe(1)
    expect(stderr).toMatch(/^error: .*main\.go: Go is needed to build this program\n {2}why: .*\n {2}fix: Install Go: https:/)
  })

  it('or with one that is too old, runs the fallback, and says so', async () => {
    writeFileSync(
      path.join(folder, 'committed.wasm'),
      // An empty `_start`.
      Buffer.from('0061736d01000000010401600000030201000503010001071302065f73746172740000066d656d6f727902000a040102000b', 'hex'),
    )
    const options = JSON.stringify({ './cmd/hello/main.go': { fallback: './committed.wasm' } })
    const ended = (tool: string) => ({
      code: 0,
      stdout: '',
      stderr: expect.stringMatching(
        new RegExp(
          `^warning: .*main\\.go: ${tool} is needed [^]*committed\\.wasm is used instead, and does not follow edits\\.\n$`,
        ),
      ),
    })
    expect(await run(['--toolchains', options, './cmd/hello'], { cwd: folder, env })).toEqual(ended('Go'))
    if (process.platform === 'win32') return
    // A Go of before 2023
    const old = path.join(folder, 'old')
    mkdirSync(old)
    const script = "#!/bin/sh\necho 'go: unsupported GOOS/GOARCH pair wasip1/wasm' >&2\nexit 2\n"
    writeFileSync(path.join(old, 'go'), script, { mode: 0o755 })
    const outcome = await run(['--toolchains', options, './cmd/hello'], { cwd: folder, env: { PATH: old } })
    expect(outcome).toEqual(ended('Go 1.21 or newer'))
  })

  it.each([
    ['empty', /^error: empty: has no program that can be built\n/],
    ['nowhere', /^error: nowhere: can't be read\n.*no such file/],
    ['nowhere.go', /^error: nowhere\.go: can't be read\n.*no such file/],
    ['go.mod', /^error: go\.mod: this is text, not a WebAssembly file\n/],
  ])('refuses %s', async (file, message) => {
    const { code, stderr } = await run([file], { cwd: folder })
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(message) })
  })
})

it('the help of each command says what IN may be', async () => {
  for (const command of ['run', 'component', 'transpile', 'inspect']) {
    const { stdout } = await unwasi([command, '--help'])
    expect(stdout.toString()).toContain('IN is a .wasm file, a source in Go, Rust, Zig,')
    expect(stdout.toString()).toMatch(/--toolchains JSON +how to build IN/)
  }
})
