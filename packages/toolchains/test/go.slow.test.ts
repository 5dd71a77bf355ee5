import { chmodSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'

import { describe, expect, test, vi } from 'vitest'

import { buildGuest } from '../src/index.js'
import { build, errorOf, exportsOf, folder, isMissing, outputOf, programOf, project, watched } from './harness.js'

const main = (body: string, imports = '"fmt"') => `package main\n\nimport (\n${imports}\n)\n\nfunc main() {\n${body}\n}\n`

describe.skipIf(isMissing('Go', 'go', ['version']))('Go', () => {
  test('builds a package of a module, with what it replaces and embeds', async () => {
    const base = project('module', {
      'go.mod': 'module example.com/x\ngo 1.24\nrequire example.com/y v0.0.0\nreplace example.com/y => ./other\n',
      'other/go.mod': 'module example.com/y\ngo 1.24\n',
      'other/y.go': 'package y\n\nfunc Y() int { return 4 }\n',
      'cmd/hello/main.go': `package main

import (
	"embed"
	"fmt"

	"example.com/y"
)

//go:embed static/*
var files embed.FS

func main() {
	text, _ := files.ReadFile("static/a.txt")
	fmt.Println(y.Y(), string(text), word)
}
`,
      'cmd/hello/word.go': 'package main\n\nconst word = "word"\n',
      'cmd/hello/tagged.go': '//go:build special\n\npackage main\n\nfunc init() { println("special") }\n',
      'cmd/hello/gen.go': '//go:build ignore\n\npackage main\n\nfunc main() { println("generated") }\n',
      'cmd/hello/main_test.go': 'package main\n',
      'cmd/hello/static/a.txt': 'embedded',
    })
    const hello = await build(path.join(base, 'cmd/hello'))
    expect(outputOf(hello)).toBe('4 embedded word\n')
    expect(hello.result).toMatchObject({ name: 'hello' })
    expect(watched(hello, base)).toEqual(
      [
        ...['cmd/hello/gen.go', 'cmd/hello/main.go', 'cmd/hello/static/a.txt', 'cmd/hello/tagged.go', 'cmd/hello/word.go'],
        ...['go.mod', 'other/go.mod', 'other/y.go'],
      ].toSorted(),
    )
    expect(hello.folders.map((one) => path.relative(base, one)).toSorted()).toEqual(
      ['cmd/hello', 'cmd/hello/static', 'other'].map((one) => path.normalize(one)),
    )
    const generator = await build(path.join(base, 'cmd/hello/gen.go'))
    expect(outputOf(generator)).toBe('generated\n')
    const tagged = await build(path.join(base, 'cmd/hello/main.go'), { options: { go: { tags: ['special'] } } })
    expect(outputOf(tagged)).toBe('special\n4 embedded word\n')
    const published = await build(path.join(base, 'cmd/hello'), { production: true })
    expect(outputOf(published)).toBe('4 embedded word\n')
    expect([hello, published].map((one) => Buffer.from(programOf(one)).includes(base))).toEqual([true, false])
  })

  test('builds in a workspace, and with vendored modules', async () => {
    const base = project('workspace', {
      'go.work': 'go 1.24\n\nuse (\n\t./app\n\t./lib\n)\n',
      'app/go.mod': 'module example.com/app\ngo 1.24\n',
      'app/main.go': main('fmt.Println(lib.Name)', '"fmt"\n"example.com/lib"'),
      'lib/go.mod': 'module example.com/lib\ngo 1.24\n',
      'lib/lib.go': 'package lib\n\nconst Name = "lib"\n',
    })
    const app = await build(path.join(base, 'app'))
    expect(outputOf(app)).toBe('lib\n')
    expect(watched(app, base)).toEqual(['app/go.mod', 'app/main.go', 'go.work', 'lib/go.mod', 'lib/lib.go'])

    const vendored = project('vendored', {
      'go.mod': 'module example.com/app\ngo 1.24\nrequire example.com/v v1.0.0\n',
      'main.go': main('fmt.Println(v.Name)', '"fmt"\n"example.com/v"'),
      'vendor/modules.txt': '# example.com/v v1.0.0\n## explicit; go 1.24\nexample.com/v\n',
      'vendor/example.com/v/v.go': 'package v\n\nconst Name = "vendored"\n',
    })
    const outcome = await build(vendored)
    expect(outputOf(outcome)).toBe('vendored\n')
    expect(watched(outcome, vendored)).toEqual(['go.mod', 'main.go', 'vendor/modules.txt'])
  })

  test('builds a reactor where functions are exported, and a file outside a module', async () => {
    const base = project('reactor', {
      'go.mod': 'module example.com/r\ngo 1.24\n',
      'lib.go': 'package main\n\n//go:wasmexport add\nfunc add(a, b int32) int32 { return a + b }\n\nfunc main() {}\n',
    })
    expect(exportsOf(await build(base)).toSorted()).toEqual(['_initialize', 'add', 'memory'])
    expect(exportsOf(await build(base, { options: { kind: 'command' } }))).toContain('_start')
    const optional = project('optional', {
      'go.mod': 'module example.com/o\ngo 1.24\n',
      'main.go': main('fmt.Println("command")'),
      'add.go': '//go:build web\n\npackage main\n\n//go:wasmexport add\nfunc add(a, b int32) int32 { return a + b }\n',
      'add_linux.go': 'package main\n\n//go:wasmexport add\nfunc add(a, b int32) int32 { return a + b }\n',
    })
    expect(exportsOf(await build(optional))).toContain('_start')
    expect(exportsOf(await build(optional, { options: { go: { tags: ['web'] } } }))).toContain('add')
    const alone = project('alone', { '-x.go': main('fmt.Println("dash")'), 'my tool.go': main('fmt.Println("alone")') })
    const outcome = await build(path.join(alone, 'my tool.go'))
    expect(outputOf(outcome)).toBe('alone\n')
    expect(outcome.result).toMatchObject({ name: 'my_tool' })
    // Go builds no file with such a name. It must not be taken for an option.
    expect(errorOf(await build(path.join(alone, '-x.go'))).why).toContain('invalid input file name')
  })

  test('reports errors in their places, and recovers', async () => {
    const base = project('errors', {
      'go.mod': 'module example.com/e\ngo 1.24\n',
      'main.go': main('s := "ä€😀"; fmt.Println(s, nothing)\n\tfmt.Println(f(1, 2))'),
      'f.go': 'package main\n\nfunc f(int) int { return 1 }\n',
    })
    const failed = await build(base)
    const error = errorOf(failed)
    expect(error.code).toBe('COMPILE')
    expect(error.diagnostics).toMatchObject([
      { message: 'undefined: nothing', file: path.join(base, 'main.go'), line: 8, column: 29 },
      { message: 'too many arguments in call to f have (number, number) want (int)', line: 9, column: 19 },
    ])
    expect(watched(failed, base)).toEqual(['f.go', 'go.mod', 'main.go'])
    project('errors', { 'main.go': main('fmt.Println(f(1))') })
    expect(outputOf(await build(base))).toBe('1\n')

    project('errors', { 'go.mod': 'module example.com/e\nnonsense\n' })
    const broken = await build(base)
    expect(errorOf(broken).diagnostics).toMatchObject([{ file: path.join(base, 'go.mod'), line: 2 }])
    expect(watched(broken, base)).toContain('go.mod')
    project('errors', { 'go.mod': 'module example.com/e\ngo 1.24\n' })
    expect(outputOf(await build(base))).toBe('1\n')
    project('errors', { 'go.mod': 'module example.com/e\ngo 1.999\n' })
    await expect(build(base, { options: { env: { GOTOOLCHAIN: 'local' } } })).rejects.toMatchObject({ code: 'NO_TOOLCHAIN' })
    // Go would download the newer one.
    const env = { GOTOOLCHAIN: 'auto', GOPROXY: 'off' }
    await expect(build(base, { options: { env } })).rejects.toMatchObject({ code: 'NO_TOOLCHAIN' })
  })

  test('says what to install where Go is missing, or takes the fallback', async () => {
    const base = project('missing', { 'main.go': main('fmt.Println(1)'), 'main.wasm': 'committed' })
    const env = { PATH: folder }
    await expect(build(base, { options: { env } })).rejects.toMatchObject({
      code: 'NO_TOOLCHAIN',
      fix: expect.stringContaining('go.dev'),
    })
    const outcome = await build(base, { options: { env, fallback: './missing/main.wasm' } })
    expect(Buffer.from(programOf(outcome)).toString()).toBe('committed')
    expect(outcome.warnings).toHaveLength(1)
  })

  test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)('builds in a project that is read-only', async () => {
    const base = project('readonly', { 'main.go': main('fmt.Println("read-only")') })
    chmodSync(base, 0o555)
    expect(outputOf(await build(base))).toBe('read-only\n')
    chmodSync(base, 0o755)
  })
})

describe.skipIf(isMissing('shared builds', 'go', ['version']))('builds', () => {
  const files = (word: string) => ({ 'go.mod': 'module example.com/s\ngo 1.24\n', 'main.go': main(`fmt.Println("${word}")`) })

  /** Files that change in the millisecond in which a build starts count as changed. */
  const settle = () => new Promise((resolve) => setTimeout(resolve, 20))

  test('are shared, and used again until a source changes', async () => {
    const base = project('shared', files('one'))
    await settle()
    const [first, second] = await Promise.all([build(base), build(path.join(base, 'main.go'))])
    expect(first === second).toBe(true)
    expect((await build(base)) === first).toBe(true)
    project('shared', files('two'))
    const third = await build(base)
    expect(outputOf(third)).toBe('two\n')
    // A new file of the package counts as well.
    project('shared', { 'more.go': 'package main\n\nfunc init() { println("more") }\n' })
    expect(outputOf(await build(base))).toBe('more\ntwo\n')
    renameSync(path.join(base, 'more.go'), path.join(base, '_more.go'))
    expect(outputOf(await build(base))).toBe('two\n')
  })

  test('that an edit overtakes end, and all who wait get the newest', async () => {
    const base = project('overtaken', files('first'))
    const waiting = [build(base)]
    for (const word of ['second', 'third', 'fourth']) {
      await settle()
      project('overtaken', files(word))
      waiting.push(build(base))
    }
    for (const outcome of await Promise.all(waiting)) expect(outputOf(outcome)).toBe('fourth\n')
    // No build has left a folder.
    const caches = readdirSync(path.join(folder, '.cache', 'sources'), { recursive: true }).map(String)
    expect(caches.filter((name) => path.basename(name).startsWith('work-'))).toEqual([])
  })

  test.skipIf(process.platform === 'win32')('are repeated if a source that was not known yet has changed meanwhile', async () => {
    const other = (word: string) => ({ 'word.go': `package main\n\nconst word = "${word}"\n` })
    const base = project('unknown', { ...files(''), 'main.go': main('fmt.Println(word)'), ...other('old') })
    await settle()
    // A compiler that edits the source after it has built the program for the first time.
    const edit = `[ "$1" = build ] && [ ! -e edited ] && echo 'package main; const word = "new"' > word.go && touch edited`
    const go = path.join(project('slow-go', { go: `#!/bin/sh\nPATH=$REAL go "$@"\ncode=$?\n${edit}\nexit $code\n` }), 'go')
    chmodSync(go, 0o755)
    const env = { REAL: process.env['PATH'] ?? '', PATH: `${path.dirname(go)}:${process.env['PATH']}` }
    expect(outputOf(await build(base, { options: { env } }))).toBe('new\n')
  })

  test.skipIf(process.platform === 'win32')('end with the last request that waits', async () => {
    const base = project('hanging', files('never'))
    const bin = project('hanging-go', { go: `#!/bin/sh\necho $$ > '${base}/pid'\nexec sleep 1000\n` })
    chmodSync(path.join(bin, 'go'), 0o755)
    const env = { PATH: `${bin}:${process.env['PATH']}` }
    const request = ({ signal }: AbortController) =>
      buildGuest({ path: base, options: { env }, root: folder, production: false, signal }).catch((error: unknown) => error)
    const [one, other] = [new AbortController(), new AbortController()]
    const [first, second] = [request(one), request(other)]
    const pid = await vi.waitFor(() => {
      const text = readFileSync(path.join(base, 'pid'), 'utf8')
      expect(text).toMatch(/\n/)
      return Number(text)
    }, 20_000)
    one.abort('one')
    expect(await first).toBe('one')
    expect(() => process.kill(pid, 0)).not.toThrow()
    other.abort('other')
    expect(await second).toBe('other')
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'), 20_000)
  })

  test('by several processes at once give whole programs', async () => {
    const base = project('processes', files('both'))
    const options = (n: number) => ({ options: { env: { UNRELATED: `${n % 2}` } } })
    const outcomes = await Promise.all(Array.from({ length: 4 }, (_, n) => build(base, options(n))))
    for (const outcome of outcomes) expect(outputOf(outcome)).toBe('both\n')
  })

  test('refuse missing files, other files, and packages that are not allowed', async () => {
    await expect(build(path.join(folder, 'nothing', 'main.go'))).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const foreign = project('node_modules/@x/tool', files('foreign'))
    await expect(build(foreign)).rejects.toMatchObject({ code: 'NOT_ALLOWED' })
    expect(outputOf(await build(foreign, { options: { allow: ['@x/tool'] } }))).toBe('foreign\n')
    // What counts is where a link leads.
    symlinkSync(foreign, path.join(folder, 'linked'), 'junction')
    await expect(build(path.join(folder, 'linked'))).rejects.toMatchObject({ code: 'NOT_ALLOWED' })
    symlinkSync(project('linked-package', files('own')), path.join(folder, 'node_modules', 'own'), 'junction')
    expect(outputOf(await build(path.join(folder, 'node_modules', 'own')))).toBe('own\n')
    writeFileSync(path.join(folder, 'notes.txt'), '')
    await expect(build(path.join(folder, 'notes.txt'))).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})
