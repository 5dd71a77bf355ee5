/* oxlint-disable unicorn/require-post-message-target-origin -- the port of a thread takes none */
// Runs emitted modules in a thread, which running.mjs ends if a guest computes for too long. Reports how the module ended.
import fs from 'node:fs'
import vm from 'node:vm'
import { parentPort } from 'node:worker_threads'

import { watchRealm } from '../frame/realm.mjs'

const runtime = await import('@unwasi/runtime')
const { memoryDirectory } = runtime
/** The functions that open or read files. With memory directories alone, none of them may be called. */
const OPENERS = [
  'openSync',
  'open',
  'readFileSync',
  'readFile',
  'createReadStream',
  'opendirSync',
  'readdirSync',
  'statSync',
  'lstatSync',
]
/** The time limit of a promise in milliseconds. A promise that waits for itself never settles. */
const PATIENCE = 2000

let opened = []
for (const name of OPENERS) {
  const original = fs[name]
  fs[name] = (...args) => {
    opened.push(`${name} ${String(args[0]).slice(0, 100)}`)
    return original(...args)
  }
}

const never = Symbol('never')

async function inTime(promise) {
  let timer
  const late = new Promise((resolve) => (timer = setTimeout(resolve, PATIENCE, never)))
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

/** The namespace of an emitted module whose guest consists of `bytes`. */
async function load(code, bytes) {
  const module = new vm.SourceTextModule(code, {
    initializeImportMeta(meta) {
      meta.guest = bytes
    },
  })
  const names = Object.keys(runtime)
  const library = new vm.SyntheticModule(names, function () {
    for (const name of names) this.setExport(name, runtime[name])
  })
  await module.link(() => library)
  await module.evaluate()
  return module.namespace
}

const described = (error) => ({
  name: String(error?.name),
  message: String(error?.message ?? error).slice(0, 2000),
  stack: String(error?.stack).slice(0, 3000),
  branded: error !== null && typeof error === 'object' && Symbol.for('unwasi.RunError') in error,
})

const options = () => ({
  dirs: { '/': memoryDirectory({ 'a.txt': 'text', folder: { inner: 'more' } }), '/tmp': memoryDirectory({}) },
  input: 'some input',
  env: { HOME: '/' },
  stdout: 'pipe',
  stderr: 'pipe',
  maxOutput: 1_000_000,
  maxMemory: 100_000_000,
  maxHandles: 500,
})

const VALUES = [
  0,
  1,
  -1,
  2 ** 31,
  1.5,
  Number.NaN,
  7n,
  -1n,
  2n ** 63n,
  'text',
  '\ud800',
  '',
  undefined,
  null,
  true,
  [],
  [1, 2],
  {},
  { x: 1 },
  new Uint8Array(3),
]

/** Calls into a library. Whatever the arguments are, only errors may come back. */
function callAll(exports, pick) {
  let calls = 0
  for (const key of Object.keys(exports).slice(0, 20)) {
    const value = exports[key]
    if (typeof value === 'object' && value !== null) calls += callAll(value, pick)
    if (typeof value !== 'function') continue
    const args = Array.from({ length: Math.min(value.length, 8) }, pick)
    try {
      if (/^class\b/.test(Function.prototype.toString.call(value))) Reflect.construct(value, args)
      else value(...args)
      calls++
    } catch {
      // Most errors are about wrong arguments, and a trap is fine too.
    }
  }
  return calls
}

async function run({ code, bytes, kind, picks }) {
  let at = 0
  const pick = () => VALUES[picks[at++ % picks.length] % VALUES.length]
  const namespace = await inTime(load(code, bytes))
  if (namespace === never) return { never: 'the import of the emitted module' }
  const start = namespace.default
  if (kind === 'library') {
    const instance = await inTime(start({ ...options(), stdout: 'ignore', stderr: 'ignore' }))
    if (instance === never) return { never: 'instantiate' }
    return { calls: callAll(instance, pick) }
  }
  const result = await inTime(start(['one', 'two'], options()))
  if (result === never) return { never: 'run' }
  if (!Number.isInteger(result.exitCode) || result.exitCode < 0 || result.exitCode > 255) return { exitCode: result.exitCode }
  return { done: true }
}

const changes = watchRealm()

parentPort.on('message', async (job) => {
  opened = []
  let answer
  try {
    answer = await run(job)
  } catch (error) {
    answer = { error: described(error) }
  }
  parentPort.postMessage({ ...answer, opened: opened.slice(0, 5), realm: changes().slice(0, 5) })
})
parentPort.postMessage('ready')
