import { expect } from 'vitest'

import { fixture } from '../../fixtures/index.mjs'
import { buildEsbuild } from '../bundlers/harness/esbuild.js'
import type { Project } from '../bundlers/harness/project.js'
import { buildVite } from '../bundlers/harness/vite.js'
import { buildWebpack } from '../bundlers/harness/webpack.js'
import type { Source } from './output.js'
import { watch } from './page.js'

/** A page under a Content Security Policy. */
export interface PolicyRow extends Source {
  label: string
  /** What the page stores as its result. */
  expected: unknown
  /** The directive that forbids the page something. Default: nothing is forbidden. */
  violated?: string
}

/** Evaluates text and writes HTML, which the policy forbids. The test calls this to see that the engine enforces the policy. */
const forbidden = `
const throws = (forbidden) => {
  try {
    forbidden()
    return false
  } catch {
    return true
  }
}
globalThis.forbidden = () => [throws(() => (0, eval)('1')), throws(() => (document.createElement('p').innerHTML = '<b>'))]
`

/** Uses every form of import. */
const forms = (query = '') => `
import './watch.js'
import run from './main.wasm?component${query}'
import preview2 from './main.wasm?component&preview2${query}'
import trap from './trap.wasm?component${query}'
import trap2 from './trap.wasm?component&preview2${query}'
import caught from './caught.wasm?component${query}'
import lib, { add } from './lib.wasm?component${query}'
import native from './native.wasm?component${query}'
import instantiate, { shapes } from './typed.wasm?component${query}'
${forbidden}
const outcome = ({ exitCode, stdout }) => [exitCode, stdout]
const failure = ({ code, stdout }) => [code, stdout]
const show = async () => ({
  module: outcome(await run(['exit', '7'])),
  sync: outcome(run.sync(['exit', '7'])),
  preview2: outcome(await preview2(['exit', '7'])),
  trap: await trap().catch(failure),
  trap2: await trap2().catch(failure),
  caught: outcome(await caught()),
  library: [add(1, 2), (await lib()).add(3, 4)],
  component: outcome(await native(['one'], { dirs: { '/': {} }, input: 'x' })),
  typed: [shapes.greet('ü'), typeof (await instantiate()).dice()],
})
show().then((result) => (window.result = result), (error) => (window.result = error.message + error.stack))
`

const outcomes = {
  module: [7, ''],
  sync: [7, ''],
  preview2: [7, ''],
  trap: ['TRAP', 'before\n'],
  trap2: ['TRAP', 'before\n'],
  caught: [42, ''],
  library: [3, 7],
  component: [1, 'native.wasm\none\nx'],
  typed: ['hello, ü', 'bigint'],
}

/** Runs a program in a worker. */
const inWorker = `
import './watch.js'
${forbidden}
trustedTypes.createPolicy('default', {
  createScriptURL(url) {
    if (new URL(url, document.baseURI).origin === location.origin) return url
    throw new TypeError(url + ' is not from this site')
  },
})
const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' })
worker.onmessage = ({ data }) => (window.result = data)
worker.onerror = ({ message }) => (window.result = message)
`

const worker = `
import run from './main.wasm?component'
run(['exit', '7']).then(({ exitCode }) => postMessage(exitCode), (error) => postMessage(error.message))
`

/** Runs a program with `&worker`. */
const workerImport = (query = '') => `
import './watch.js'
import './public-path.js'
import run from './main.wasm?component&worker${query}'
${forbidden}
run(['exit', '7']).then(({ exitCode }) => (window.result = exitCode), ({ code, message }) => (window.result = [code, message]))
`

const here = ''
/** Takes all files from another origin: the same server under another name. */
const elsewhere = "__webpack_public_path__ = 'http://localhost:' + location.port + '/'"

// All scripts are files, because a script in the page would need a nonce.
const html = (tag: string) => `<!doctype html>
<meta charset="utf-8">
<title>unwasi</title>
<link rel="icon" href="data:,">
${tag}
`
const asModule = html('<script type="module" src="./main.js"></script>')

const bundlers: (Pick<Source, 'build' | 'page'> & { bundler: string })[] = [
  { bundler: 'vite8', build: (project: Project) => buildVite('vite8', project, {}, '') },
  { bundler: 'esbuild', build: (project: Project) => buildEsbuild(project, { format: 'esm' }), page: asModule },
  {
    bundler: 'webpack',
    build: (project: Project) => buildWebpack(project, {}),
    page: html('<script defer src="./main.js"></script>'),
  },
]

const guests = {
  'index.html': asModule,
  'watch.js': watch,
  'main.wasm': fixture('c'),
  'trap.wasm': fixture('trap'),
  'caught.wasm': fixture('exit-catch-all'),
  'lib.wasm': fixture('library-pure'),
  'native.wasm': fixture('p2-native'),
  'typed.wasm': fixture('p2-typed'),
}

const notStarted = ['LOAD', expect.stringMatching(/could not start the worker for main\.wasm[^]*worker-src/)]

const strictest = "default-src 'none'; img-src data:; script-src 'self' 'wasm-unsafe-eval'; require-trusted-types-for 'script'"

interface PolicyPage {
  name: string
  files: Record<string, string | Uint8Array>
  policy: string
  expected: unknown
  violated?: string
  /** The bundlers that build it. Default: all. */
  only?: readonly string[]
}

const other = 'http://localhost:*'
const forWorker = { ...guests, 'public-path.js': here, 'main.js': workerImport() }
const forInlineWorker = { ...forWorker, 'main.js': workerImport('&inline') }
const fromElsewhere = { ...forWorker, 'public-path.js': elsewhere }

/** Pages that need as little as possible. */
const pages: PolicyPage[] = [
  {
    name: 'every form',
    files: { ...guests, 'main.js': forms() },
    policy: `${strictest}; trusted-types 'none'; connect-src 'self'`,
    expected: outcomes,
  },
  {
    name: 'every form, inline',
    files: { ...guests, 'main.js': forms('&inline') },
    policy: `${strictest}; trusted-types 'none'`,
    expected: outcomes,
  },
  {
    name: 'a worker',
    files: { ...guests, 'main.js': inWorker, 'worker.js': worker },
    policy: `${strictest}; trusted-types default; connect-src 'self'; worker-src 'self'`,
    expected: 7,
    // esbuild does not bundle workers.
    only: ['vite8', 'webpack'],
  },
  {
    name: '&worker',
    files: forWorker,
    policy: `${strictest}; trusted-types unwasi; connect-src 'self'; worker-src 'self'`,
    expected: 7,
  },
  {
    name: '&worker, inline',
    files: forInlineWorker,
    policy: `${strictest}; trusted-types unwasi; worker-src blob:`,
    expected: 7,
  },
  {
    name: '&worker, all files on another origin',
    files: fromElsewhere,
    policy: `${strictest.replace("'wasm-unsafe-eval'", `'wasm-unsafe-eval' ${other}`)}; trusted-types unwasi; connect-src ${other}; worker-src blob:`,
    expected: 7,
    only: ['webpack'],
  },
  {
    name: '&worker without worker-src',
    files: forWorker,
    policy: `${strictest}; trusted-types unwasi; connect-src 'self'; worker-src 'none'`,
    expected: notStarted,
    violated: 'worker-src',
    only: ['esbuild'],
  },
  {
    name: '&worker, inline, without blob:',
    files: forInlineWorker,
    policy: `${strictest}; trusted-types unwasi; worker-src 'self'`,
    expected: notStarted,
    violated: 'worker-src',
    only: ['esbuild'],
  },
  {
    name: '&worker without its Trusted Types policy',
    files: forWorker,
    policy: `${strictest}; trusted-types 'none'; connect-src 'self'; worker-src 'self'`,
    expected: notStarted,
    violated: 'trusted-types',
    only: ['esbuild'],
  },
]

export const policyRows: PolicyRow[] = pages.flatMap(({ name, files, policy, expected, violated, only }) =>
  bundlers
    .filter(({ bundler }) => !only || only.includes(bundler))
    .map(({ bundler, build, page }) => ({
      label: `${bundler}: ${name}`,
      files,
      build,
      ...(page !== undefined && { page }),
      headers: { 'content-security-policy': policy, 'access-control-allow-origin': '*' },
      expected,
      ...(violated !== undefined && { violated }),
    })),
)
