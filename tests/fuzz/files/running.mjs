/* oxlint-disable unicorn/require-post-message-target-origin -- the port of a thread takes none */
// Runs what transpile makes of changed files, in about 5 ms a case.
import { Worker } from 'node:worker_threads'

import { transpile } from '@unwasi/core'

import { Finding } from '../frame/finding.mjs'
import { buildTyped } from './build-typed.mjs'
import { buildModule } from './build.mjs'
import { commandSources } from './commands.mjs'
import { composedSources } from './composed.mjs'
import { someChange } from './convert.mjs'
import { someBuilt } from './modules.mjs'
import { modules } from './sources.mjs'
import { attempt } from './outcome.mjs'
import { typedSources } from './typed.mjs'

/** The time limit of a guest in milliseconds. Its thread ends then, which is not a finding. */
const PATIENCE = 5000
/** The number of cases in one thread, whose end frees what it imported and compiled. */
const CASES = 100

class Thread {
  #worker
  #cases = 0
  #answered = () => {}

  /** Returns the worker's report, or undefined if the guest was still running. A thread that dies is a finding. */
  async run(job) {
    if (this.#cases++ >= CASES) await this.end()
    this.#worker ??= await this.#start()
    const answer = await this.#next(() => this.#worker.postMessage(job))
    if (answer === undefined || answer.died || answer.realm.length > 0) await this.end()
    return answer
  }

  async end() {
    this.#cases = 0
    this.#answered = () => {}
    await this.#worker?.terminate()
    this.#worker = undefined
  }

  #next(begin) {
    let timer
    const answer = new Promise((resolve) => {
      timer = setTimeout(resolve, PATIENCE)
      this.#answered = resolve
      begin()
    })
    return answer.finally(() => clearTimeout(timer))
  }

  async #start() {
    const worker = new Worker(new URL('./run-worker.mjs', import.meta.url), {
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: 256 },
    })
    for (const stream of [worker.stdout, worker.stderr]) stream.resume()
    const answer = (value) => {
      if (worker === this.#worker || this.#worker === undefined) this.#answered(value)
    }
    worker.on('message', answer)
    worker.on('error', (error) => answer({ died: String(error?.stack ?? error) }))
    worker.on('exit', () => answer({ died: 'it ended' }))
    await new Promise((resolve) => (this.#answered = resolve))
    return worker
  }
}

/** Errors in unwasi's form: what, why, what to do. */
const EXPLAINED = /\n {2}why: [^]*\n {2}fix: /

function checkAnswer(answer) {
  if (answer === undefined) return 'still computed'
  const { died, error, opened, realm, never } = answer
  if (died) throw new Finding(`the thread of the guest died: ${died}`)
  if (realm.length > 0) throw new Finding(`the host's realm was changed: ${realm.join(', ')}`, { kind: `realm: ${realm[0]}` })
  if (opened.length > 0)
    throw new Finding(`it opened files that were not granted: ${opened.join(', ')}`, { kind: 'opened a file' })
  if (never) throw new Finding(`${never} never settles`)
  if ('exitCode' in answer) throw new Finding(`the exit code is ${answer.exitCode}`, { kind: 'exit code out of range' })
  if (error === undefined) return 'calls' in answer ? 'called' : 'ran'
  if (error.message.includes('does not match the code that links it')) {
    throw new Finding(`transpile accepted what does not link: ${error.message}`, {
      kind: 'accepted, but does not link',
      cause: error,
    })
  }
  if (error.branded || error.name === 'UnwasiError' || EXPLAINED.test(error.message)) return error.name
  const cause = Object.assign(new Error(error.message), { stack: error.stack })
  throw new Finding(`running throws a raw ${error.name}: ${error.message}`, { cause })
}

export default {
  name: 'running',
  share: 20,
  batch: 300,
  memory: false,
  limit: 2 * PATIENCE + 15_000,
  flags: ['--experimental-vm-modules'],
  async open() {
    const [commands, typed, composed] = [await commandSources(), await typedSources(), await composedSources()]
    return { modules: modules(), commands, typed, composed, thread: new Thread() }
  },
  make(random, context) {
    const kind = random.weighted([
      [3, 'modules'],
      [5, 'commands'],
      [2, 'typed'],
      [2, 'composed'],
      [1, 'built module'],
      [1, 'built typed'],
    ])
    const { pool } = context.typed
    const picks = Array.from({ length: 30 }, () => random.below(1000))
    if (kind === 'built module') return { ...someBuilt(random, buildModule, pool, kind, ['body']), picks }
    if (kind === 'built typed') return { ...someBuilt(random, buildTyped, pool, kind, ['body']), picks }
    return { ...someChange(random, context[kind], ['body']), picks }
  },
  async check({ bytes, picks }, { thread }) {
    const { value, error } = await attempt('transpile', () =>
      transpile(bytes, { cache: false, runtime: 'runtime', assetUrl: () => 'import.meta.guest' }),
    )
    if (error) return error.code
    const kind = /^import \{ reactor\b/m.test(value.code) ? 'library' : 'command'
    const job = { code: value.code, bytes: value.assets[0].bytes, kind, picks }
    const answer = await thread.run(job)
    // A run can take as long on a busy machine, but a promise that waits for itself does so again in a fresh thread.
    if (answer?.never) await thread.end()
    return checkAnswer(answer?.never ? await thread.run(job) : answer)
  },
}
