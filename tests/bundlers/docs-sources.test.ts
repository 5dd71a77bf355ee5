import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

import { expect, test } from 'vitest'

import { outcome } from './harness/outcome.js'
import { makeProject } from './harness/project.js'
import { nodeBuilds } from './rows.js'

// The programs of docs/sources.md are built and run.

const page = readFileSync(new URL('../../docs/sources.md', import.meta.url), 'utf8')

/** The files that a section of the page shows. Their first line is a comment with the name. */
function filesOf(heading: string): Record<string, string> {
  const [, section] = page.split(new RegExp(`^#{2,} ${heading.replaceAll('+', '\\+')}\n`, 'm'))
  const blocks = section?.split(/^#{2,} /m)[0]?.matchAll(/^```\w+\n(?:\/\/|#) ([\w./]+)\n([^]*?)^```/gm) ?? []
  return Object.fromEntries([...blocks].map(([, name, text]) => [name!, text!]))
}

const runs = (command: string, ...args: string[]) => spawnSync(command, args, { encoding: 'utf8' }).status === 0
const hasGo = runs('go', 'version')
const hasZig = runs('zig', 'version') || runs('python3', '-m', 'ziglang', 'version')

const rows = [
  {
    heading: 'Start',
    has: hasGo,
    files: { 'go.mod': 'module example.com/hello\n\ngo 1.21\n' },
    stdout: 'Hello, Ada!\n\n',
  },
  {
    heading: 'Go',
    has: hasGo,
    files: {
      'go.mod': 'module example.com/hello\n\ngo 1.24\n',
      'main.js': `${/```js\n(import \{ add \} from '.\/lib\?component'\n)```/.exec(page)?.[1]}console.log(add(1, 2))`,
    },
    stdout: '3\n',
  },
  {
    heading: 'Rust',
    has: spawnSync('rustup', ['target', 'list', '--installed'], { encoding: 'utf8' }).stdout?.includes('wasm32-wasip1') === true,
    files: {},
    stdout: 'Hello, Ada!\n\n',
  },
  { heading: 'Zig', has: hasZig, files: {}, stdout: 'Hello, Zig!\n\n' },
  {
    heading: 'C and C++',
    has: hasZig || existsSync('/usr/lib/wasm32-wasi') || process.env['WASI_SDK_PATH'] !== undefined,
    files: {},
    stdout: 'Hello, Ada!\n\n',
  },
  { heading: 'AssemblyScript', has: true, files: {}, stdout: 'Hello, 3!\n' },
]

test.each(rows)("the page's program: $heading", { timeout: 240_000 }, async ({ heading, has, files, stdout }) => {
  const shown = filesOf(heading)
  expect(Object.keys(shown).length).toBeGreaterThan(0)
  // A green CI has built the Go programs.
  if (!has && (process.env['CI'] !== 'true' || !('go.mod' in files))) {
    console.warn(`docs/sources.md, ${heading}: skipped, the compiler is not installed`)
    return
  }
  const project = makeProject({ ...shown, ...files })
  const compiler = fileURLToPath(new URL('../../node_modules/assemblyscript', import.meta.url))
  mkdirSync(path.join(project.dir, 'node_modules'), { recursive: true })
  symlinkSync(compiler, path.join(project.dir, 'node_modules/assemblyscript'), 'junction')
  const build = (found: typeof project) => nodeBuilds['vite8']!(found, {})
  expect(await outcome(project, { build }, [])).toEqual({ exitCode: 0, stdout, stderr: '' })
})

test.skipIf(!hasGo && process.env['CI'] !== 'true')("the page's error is that of the compiler", async () => {
  const { 'cmd/hello/main.go': main = '' } = filesOf('Start')
  const project = makeProject({
    'cmd/hello/main.go': main.replace('\t"os"\n', ''),
    'go.mod': 'module example.com/hello\n\ngo 1.21\n',
    'main.js': "import './cmd/hello?component'",
  })
  const [, shown = ''] = /## Errors\n\n```\n([^]*?)```/.exec(page) ?? []
  const error: unknown = await nodeBuilds['vite8']!(project, {}).catch((error: unknown) => error)
  const message = error instanceof Error ? error.message : 'no error'
  const lines = shown.trimEnd().split('\n')
  expect(message).toContain(`${project.dir}/${lines.slice(0, 4).join('\n')}\n`)
  expect(message).toContain(`\n${lines.slice(4).join('\n')}\n`)
  project.remove()
})
