import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

import type { Options } from '@unwasi/core'
import { afterEach, describe, expect, test, vi } from 'vitest'

import { wasmFiles } from './harness/built.js'
import { execute, moveAway } from './harness/execute.js'
import { callingJs, emptyPath, goFiles, inOption, lacksGo } from './harness/go.js'
import { outcome } from './harness/outcome.js'
import { makeProject, nodeEntry, type Project } from './harness/project.js'
import { printer } from './harness/tiny.js'
import { nodeBuilds } from './rows.js'

const everyForm = `
import run from './cmd/hello/main.go?component'
import inFolder from './cmd/hello?component'
import again from './cmd/hello/?component'
import inWorker from './cmd/hello/main.go?component&worker'
import asComponent from './cmd/hello?component&preview2'
import url from './cmd/hello/main.go?component&url'
import instantiate from './lib/lib.go?component'

const programs = { run, inFolder, again, inWorker, asComponent }
const texts = Object.entries(programs).map(async ([name, run]) => name + ': ' + (await run()).stdout)
Promise.all(texts).then(async (all) => {
  const { readFileSync } = await import('node:fs')
  const lib = await instantiate()
  console.log(JSON.stringify([all, readFileSync(new URL(url))[4], lib.add(1, 2)]))
})
`
const forms = ['run', 'inFolder', 'again', 'inWorker', 'asComponent']

afterEach(() => vi.unstubAllEnvs())

/** What a build says when it fails. esbuild has the remedy in a note. */
const refusal = async (build: Promise<unknown>): Promise<string> =>
  build.then(
    () => 'it was built',
    (error: Error & { errors?: unknown }) => `${error.message} ${JSON.stringify(error.errors ?? '').replaceAll('\\"', '"')}`,
  )

describe.skipIf(lacksGo).each(Object.keys(nodeBuilds))('%s', (bundler) => {
  const build = (project: Project, plugin?: Options, warnings?: string[]) => nodeBuilds[bundler]!(project, plugin, warnings)

  test('builds a Go program, by its file and by its folder, in each form', async () => {
    const project = makeProject({ ...goFiles, 'main.js': everyForm })
    const { dir, entry, warnings } = await build(project)
    expect(warnings).toEqual([])
    const moved = moveAway(dir)
    project.remove()
    const { stdout, ...others } = await execute(path.join(moved, entry), [])
    expect(others).toEqual({ exitCode: 0, stderr: '' })
    expect(JSON.parse(stdout)).toEqual([forms.map((form) => `${form}: first greets you`), 13, 3])
  })

  test("takes options for one source, by its file and its folder, and JavaScript's functions for it", async () => {
    const project = makeProject({
      ...goFiles,
      'cmd/calls/main.go': callingJs,
      'code.js': 'export const code = () => 7',
      'main.js': `
        import hello from './cmd/hello/main.go?component'
        import calls from './cmd/calls?component'
        Promise.all([hello(), calls()]).then(([{ stdout }, { exitCode }]) => console.log(stdout, exitCode))`,
    })
    const at = (file: string) => inOption(bundler, project.dir, file)
    const plugin = {
      imports: { [at('cmd/calls')]: { env: at('code.js') } },
      toolchains: { [at('cmd/hello')]: { go: { flags: ['-ldflags=-X main.verb=meets'] } } },
    }
    const printed = { exitCode: 0, stdout: 'first meets you 7\n', stderr: '' }
    expect(await outcome(project, { build: (project) => build(project, plugin), count: 2 }, [])).toEqual(printed)
  })

  test('without Go, it says what to install, or takes a committed build with a warning', async () => {
    const project = makeProject({ ...goFiles, 'main.js': nodeEntry('./cmd/hello?component'), 'main.wasm': printer('committed') })
    vi.stubEnv('PATH', emptyPath)
    const refused = await refusal(build(project))
    expect(refused).toMatch(/Go is needed to build this program/)
    expect(refused).toMatch(/Install Go: https:\/\/go\.dev\/dl\//)

    const source = inOption(bundler, project.dir, 'cmd/hello/main.go')
    const fallback = inOption(bundler, project.dir, 'main.wasm')
    const { dir, entry, warnings } = await build(project, { toolchains: { [source]: { fallback } } })
    expect(warnings.join('\n')).toMatch(/main\.go: Go is needed.*main\.wasm is used instead/)
    expect((await execute(path.join(dir, entry), [])).stdout).toBe('committed')

    rmSync(path.join(project.dir, 'main.wasm'))
    expect(await refusal(build(project, { toolchains: { [source]: { fallback } } }))).toMatch(/the fallback can't be read/)
    project.remove()
  })
})

describe.skipIf(lacksGo)('a source', () => {
  test.each(['vite8', 'esbuild', 'rollup'])('%s: is inlined with &inline', async (bundler) => {
    const project = makeProject({ ...goFiles, 'main.js': nodeEntry('./cmd/hello/main.go?inline&component') })
    expect(await outcome(project, { build: nodeBuilds[bundler]!, count: 0 }, [])).toMatchObject({ stdout: 'first greets you' })
  })

  test.each(['vite8', 'esbuild', 'rollup', 'rolldown'])('%s: that exports functions has named exports', async (bundler) => {
    const main = "import { add } from './lib/lib.go?component'\nconsole.log(add(1, 2))\n"
    const project = makeProject({ ...goFiles, 'main.js': main })
    expect(await outcome(project, { build: nodeBuilds[bundler]! }, [])).toEqual({ exitCode: 0, stdout: '3\n', stderr: '' })
  })

  test.each(Object.keys(nodeBuilds))('%s: is named if JavaScript does not provide what it imports', async (bundler) => {
    const project = makeProject({ ...goFiles, 'main.js': nodeEntry('./main.go?component'), 'main.go': callingJs })
    const refused = await refusal(nodeBuilds[bundler]!(project))
    expect(refused).toMatch(/[/\\]main\.go: the program imports env\.code|main\.go.*imports env\.code/)
    expect(refused).not.toMatch(/main-[0-9a-f]{12}\.wasm/)
    project.remove()
  })

  test.each(['vite8', 'webpack', 'esbuild', 'rollup'])(
    '%s: is built in node_modules only if its package is allowed',
    async (bundler) => {
      const inPackage = Object.fromEntries(Object.entries(goFiles).map(([file, text]) => [`node_modules/@acme/go/${file}`, text]))
      const project = makeProject({
        ...inPackage,
        'node_modules/@acme/go/package.json': '{ "name": "@acme/go" }',
        'main.js': nodeEntry('./node_modules/@acme/go/cmd/hello/main.go?component'),
      })
      const refused = await refusal(nodeBuilds[bundler]!(project))
      expect(refused).toMatch(/the source belongs to the package "@acme\/go"/)
      expect(refused).toMatch(/toolchains: \{ allow: \["@acme\/go"\] \}/)
      const allowed = (project: Project) => nodeBuilds[bundler]!(project, { toolchains: { allow: ['@acme/go'] } })
      expect(await outcome(project, { build: allowed }, [])).toMatchObject({ exitCode: 0, stdout: 'first greets you' })
    },
  )

  test('an option that names a source that does not exist is reported', async () => {
    const project = makeProject({ ...goFiles, 'main.js': nodeEntry('./cmd/hello?component') })
    const { warnings } = await nodeBuilds['vite8']!(project, {
      toolchains: { './cmd/hullo/main.go': { fallback: './main.wasm' } },
    })
    expect(warnings.join()).toMatch(/Option 'toolchains' names "\.\/cmd\/hullo\/main\.go", which does not exist/)
    project.remove()
  })

  test.each([
    [{ go: { tag: ['x'] } }, /"go" in option 'toolchains'/],
    [{ './main.go': { allow: ['x'] } }, /"\.\/main\.go" in option 'toolchains'/],
    [{ golang: {} }, /"golang" in option 'toolchains'/],
    ['go', /option 'toolchains': "go"/],
  ])('an option that is wrong is refused: %j', async (toolchains, message) => {
    const project = makeProject({ 'main.js': '' })
    const build = async () => nodeBuilds['vite8']!(project, { toolchains } as object)
    await expect(build()).rejects.toThrow(message)
    project.remove()
  })

  test('is stripped like other programs', async () => {
    const project = makeProject({ ...goFiles, 'main.js': nodeEntry('./cmd/hello?component') })
    const names = async (plugin: Options) => {
      const { dir } = await nodeBuilds['rollup']!(project, plugin)
      const module = await WebAssembly.compile(readFileSync(path.join(dir, wasmFiles(dir)[0]!)))
      rmSync(dir, { recursive: true })
      return WebAssembly.Module.customSections(module, 'name').length
    }
    expect([await names({}), await names({ strip: 'all' })]).toEqual([1, 0])
    project.remove()
  })

  // The compiler is a shell script.
  test.skipIf(process.platform === 'win32')('two builds at once share what the compiler makes', async () => {
    const project = makeProject({ ...goFiles, 'main.js': nodeEntry('./cmd/hello?component') })
    // Each call of the compiler leaves a line.
    const log = path.join(project.dir, 'calls.txt')
    const shim = project.write('bin/go', `#!/bin/sh\necho "$1" >> '${log}'\nPATH="$REAL_PATH" exec go "$@"\n`)
    chmodSync(shim, 0o755)
    vi.stubEnv('REAL_PATH', process.env['PATH'])
    vi.stubEnv('PATH', `${path.dirname(shim)}${path.delimiter}${process.env['PATH']}`)
    writeFileSync(log, '')
    await Promise.all([nodeBuilds['rollup']!(project), nodeBuilds['rolldown']!(project)])
    expect(readFileSync(log, 'utf8').trim().split('\n').toSorted()).toEqual(['build', 'list'])
    project.remove()
  })
})
