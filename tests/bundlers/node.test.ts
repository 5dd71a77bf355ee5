import { execFile, execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'

import { beforeAll, afterAll, describe, expect, test } from 'vitest'

import { fixture } from '../../fixtures/index.mjs'
import { nodes } from './harness/nodes.js'
import { nodeEntry } from './harness/project.js'

// Programs that Node imports without a bundler. The folder lies inside the workspace, because Node finds our package by its name.

const folder = fileURLToPath(new URL('../.output/node', import.meta.url))
const url = (name: string) => pathToFileURL(path.join(folder, name)).href
const write = (name: string, content: string | Uint8Array) => {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
  writeFileSync(path.join(folder, name), content)
}

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true })
  write('package.json', '{ "type": "module" }')
  write('main.wasm', fixture('go'))
  write('hello # 100%?.wasm', fixture('hello'))
  write('library.wasm', fixture('library-pure'))
  write('typed.wasm', fixture('p2-typed'))
  write('start-section.wasm', fixture('start-section'))
  write('text.wasm', 'this is no WebAssembly')
  // The smallest module: it has no imports and no exports.
  write('plain.wasm', Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0))
  write('node_modules/tool/package.json', '{ "name": "tool", "exports": { "./tool.wasm": "./bin/hidden.wasm" } }')
  write('node_modules/tool/bin/hidden.wasm', fixture('hello'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Finished {
  code?: number
  stdout: string
  stderr: string
}

describe.each(Object.entries(nodes))('%s', (_, node) => {
  const inThread =
    execFileSync(node, ['-p', "typeof require('node:module').registerHooks"], { encoding: 'utf8' }).trim() === 'function'

  /** Runs a module or script with the given text. */
  const run = (name: string, text: string, args: string[] = [], preload = '@unwasi/node'): Promise<Finished> => {
    write(name, text)
    return promisify(execFile)(node, ['--import', preload, name, ...args], {
      cwd: folder,
      timeout: 60_000,
      env: { ...process.env, NODE_OPTIONS: '' },
    }).catch((error: Finished) => error)
  }

  test('runs a command', async () => {
    expect(await run('main.js', nodeEntry('./main.wasm?component'), ['heap'])).toMatchObject({
      code: 7,
      stdout: expect.stringMatching(/^heap ok nodes=200000 blocks=\d+ sum=[0-9a-f]{16}\n$/),
      stderr: '',
    })
  })

  test('imports every form of a guest, each with its own answer', async () => {
    const { stdout, stderr } = await run(
      'forms.js',
      `
import { readFileSync } from 'node:fs'
import run from './main.wasm?component'
import onPreview2 from './main.wasm?component&preview2'
import inlined from './main.wasm?inline&component'
import again from './main.wasm?component&v=2'
import edited from './start-section.wasm?component'
import odd from './hello%20%23%20100%25%3F.wasm?component'
import tool from 'tool/tool.wasm?component'
import instantiate, { add } from './library.wasm?component'
import { shapes } from './typed.wasm?component'
import converted from './main.wasm?component&url'
import component from './typed.wasm?component&url'
import { isRunError } from '@unwasi/node/runtime'
for (const each of [run, onPreview2, inlined, again]) console.log((await each(['args', 'one'])).stdout.includes('one'))
console.log(new Set([run, onPreview2, inlined, again]).size)
console.log((await edited()).exitCode, (await odd()).stdout, (await tool()).stdout)
console.log(add(1, 2), (await instantiate()).add(3, 4), shapes.greet('you'))
console.log(new URL(converted).protocol, readFileSync(new URL(converted)).subarray(0, 8).toString('hex'), component)
console.log(isRunError(await run([], { maxOutput: -1 }).catch((error) => error)))
`,
    )
    expect(stderr).toBe('')
    expect(
      stdout
        .trim()
        .split('\n')
        .filter((line) => line !== ''),
    ).toEqual([
      ...['true', 'true', 'true', 'true', '4'],
      ...['0 hello from wat', ' hello from wat'],
      '3 7 hello, you',
      `file: 0061736d0d000100 ${url('typed.wasm')}`,
      'true',
    ])
  })

  test('names the file, the reason, the remedy and the importer of a refused file', async () => {
    const { stderr } = await run('refused.js', "import './text.wasm?component'\n")
    expect(stderr).toContain(`${path.join(folder, 'text.wasm')}: this is text, not a WebAssembly file\n  why: `)
    expect(stderr).toContain(`\n  fix: `)
    expect(stderr).toContain(`\n  imported by: ${url('refused.js')}`)
    // Node prints neither our stack nor the parts of the message a second time.
    expect(stderr).not.toMatch(/^ +at |headline/m)
  })

  test('leaves a missing file and other imports to Node', async () => {
    const { stdout } = await run(
      'others.js',
      `
const code = (specifier) => import(specifier).then(() => 'loaded', ({ code }) => code)
console.log(await code('./missing.wasm?component'), await code('node:fs'), await code('data:text/javascript,1'))
console.log(await code('./plain.wasm'))
`,
    )
    // Node imports WebAssembly without a flag from 24.5 on, and from 22.19 on in the version before.
    const plain = execFileSync(
      node,
      ['--input-type=module', '-e', "console.log(await import('./plain.wasm').then(() => 'loaded', ({ code }) => code))"],
      { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    )
    expect(stdout).toBe(`ERR_MODULE_NOT_FOUND loaded loaded\n${plain}`)
  })

  test('register() takes the options of the plugins', async () => {
    write(
      'register.js',
      "import { register } from '@unwasi/node/register'\nregister({ include: 'main.wasm', dts: 'types/guests.d.ts' })\n",
    )
    const { stdout } = await run(
      'include.js',
      `import run from './main.wasm'\nconsole.log((await run(['args', 'included'])).stdout)`,
      [],
      './register.js',
    )
    expect(stdout).toBe('included\n\n')
    expect(readFileSync(path.join(folder, 'types/guests.d.ts'), 'utf8')).toContain('"@unwasi/node"')
    const wrong = "import { register } from '@unwasi/node/register'\nregister({ includes: 'main.wasm' })\n"
    expect((await run('wrong.js', wrong)).stderr).toContain("unknown option 'includes'")
  })

  test('runs programs and libraries in worker threads', async () => {
    const { stdout, stderr } = await run(
      'in-worker.js',
      `
import run from './main.wasm?component&worker'
import { add } from './library.wasm?component&worker'
import { shapes } from './typed.wasm?component&worker'
const { stdout } = await run(['args', 'one'])
console.log(stdout.trim(), await add(1, 2), await shapes.greet('you'), await new shapes.Counter(1).next())
`,
    )
    expect(stderr).toBe('')
    expect(stdout).toBe('one 3 hello, you 2\n')
  })

  test('serves worker threads', async () => {
    const { stdout } = await run(
      'threads.js',
      `
import { isMainThread, Worker } from 'node:worker_threads'
import { add } from './library.wasm?component'
console.log(isMainThread, add(1, 2))
if (isMainThread) new Worker(new URL(import.meta.url))
`,
    )
    expect(stdout).toBe('true 3\nfalse 3\n')
  })

  test.runIf(inThread)('require() gives each form of a command its own module', async () => {
    const { stdout, stderr } = await run(
      'required.cjs',
      `
const { default: run } = require('./main.wasm?component')
const { default: onPreview2 } = require('./main.wasm?component&preview2')
console.log(run === onPreview2, run === require('./main.wasm?component').default)
run(['args', 'one']).then(({ stdout }) => console.log(stdout.includes('one')))
onPreview2(['args', 'one']).then(({ stdout }) => console.log(stdout.includes('one')))
try {
  require('./library.wasm?component')
} catch ({ code }) {
  console.log(code)
}
`,
    )
    expect(stderr).toBe('')
    expect(stdout).toBe('false true\nERR_REQUIRE_ASYNC_MODULE\ntrue\ntrue\n')
  })

  test('keeps conversions in the cache of the project', async () => {
    await run('cached.js', "import './main.wasm?component&preview2'\n")
    expect(existsSync(path.join(folder, 'node_modules/.cache/unwasi'))).toBe(true)
  })

  test.each([
    ['reads a changed program from the cache', {}, true],
    ['has a changed program in its module without a cache', { cache: false }, false],
  ])('%s', async (_, options, kept) => {
    const cache = path.join(folder, 'node_modules/.cache/unwasi')
    rmSync(cache, { recursive: true, force: true })
    const text = JSON.stringify({ maxMemory: 2 ** 28, ...options })
    write('limited.js', `import { register } from '@unwasi/node/register'\nregister(${text})\n`)
    const { stdout } = await run(
      'edited.js',
      "import run from './main.wasm?component'\nconsole.log((await run(['args', 'limited'])).stdout)",
      [],
      './limited.js',
    )
    expect(stdout).toBe('limited\n\n')
    expect(existsSync(cache) && readdirSync(cache).some((name) => /^guest-.*\.wasm$/.test(name))).toBe(kept)
  })
})
