// Does what a plan says with one run of a command, and returns what happened.
import { setTimeout as later } from 'node:timers/promises'

import { Finding } from '../frame/finding.mjs'
import { chunksOf, makeSink, makeSource, readAll } from './streams.mjs'
import { textOf } from './plan.mjs'
import { watched } from './threads.mjs'

/** The milliseconds after which a promise counts as one that never settles. The machine may be busy. */
const PATIENCE = 15_000

/** The milliseconds after a run in which nothing may arrive any more. */
const AFTERWARDS = 10

/** Resolves to the outcome of `promise`: `{ value }` or `{ error }`. */
export const settled = (promise, what) => {
  let timer
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Finding(`${what} never settles`)), PATIENCE)
  })
  const outcome = promise.then(
    (value) => ({ value }),
    (error) => ({ error }),
  )
  return Promise.race([outcome, late]).finally(() => clearTimeout(timer))
}

export const wait = async ({ turns, ms }) => {
  for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate)
  if (ms) await later(ms)
}

/** Whatever the thread of the caller does meanwhile. */
export const block = () => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)

/** Ends some thread that has a guest, as the engine does when it runs out of memory. */
export const die = () => {
  const [thread] = watched.busy
  if (!thread) return
  watched.died = true
  thread.die()
}

const dispose = (program) => program[Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose')]()

const stateOf = () => ({ chunks: [], late: [], over: false, clean: true, failed: false, open: false })

/** Runs `plan`, whose directories are `dirs`. */
export const perform = async (run, plan, dirs) => {
  const own = new Error("the caller's own")
  const controller = new AbortController()
  const states = { input: stateOf(), stdout: stateOf(), stderr: stateOf() }
  const happened = []
  const reasons = []
  const kill = (what, act) => {
    const reason = new Error(what)
    happened.push(what)
    reasons.push(reason)
    act(reason)
  }
  const { timeout, limits, spawned } = plan
  const signalled = spawned || plan.endless || plan.acts.some(({ act }) => act.startsWith('abort'))
  const options = {
    ...makeSource(plan.input, states.input, own),
    stdout: makeSink(plan.stdout, states.stdout, own),
    stderr: makeSink(plan.stderr, states.stderr, own),
    dirs: dirs.options,
    ...limits,
    ...(timeout !== undefined && { timeout }),
    ...(signalled && { signal: controller.signal }),
  }
  await wait(plan.begins)
  const args = [textOf(plan.steps)]
  const program = spawned ? run.spawn(args, options) : undefined
  const running = program ? program.exited : run(args, { ...options, encoding: 'bytes' })
  const reading = program && [
    readAll(program.stdout, plan.stdout, states.stdout),
    readAll(program.stderr, plan.stderr, states.stderr),
  ]
  const feeding = program?.stdin && feed(program.stdin.getWriter(), plan.input, happened)
  let over = false
  const acts = {
    abort: () => kill('abort', (reason) => controller.abort(reason)),
    'abort twice': () => {
      kill('abort', (reason) => controller.abort(reason))
      controller.abort(new Error('later'))
    },
    kill: () => kill('kill', (reason) => program.kill(reason)),
    dispose: () => {
      happened.push('dispose')
      void dispose(program)
    },
    die,
    block,
    touch: () => dirs.touch(),
    'cancel stdout': () => cancel('stdout'),
    'cancel stderr': () => cancel('stderr'),
    'abort stdin': () => feeding && kill('abort stdin', (reason) => void feeding.abort(reason)),
    'close stdin': () => feeding && (happened.push('close stdin'), feeding.close()),
    'write stdin': () => feeding && (happened.push('write stdin'), feeding.write()),
  }
  const cancel = (name) => {
    const stream = program[name]
    if (!stream || stream.locked) return
    states[name].failed = true
    void stream.cancel()
  }
  const acting = plan.acts.map(async ({ act, ...moment }) => {
    await wait(moment)
    if (!over) acts[act]()
  })
  const stopping = (async () => {
    if (!plan.endless) return
    await later(plan.last)
    if (!over) acts.abort()
  })()
  void running.then(done, done)
  function done(result) {
    over = true
    const clean = happened.length === 0 && !(result instanceof Error)
    for (const state of Object.values(states)) Object.assign(state, { over, clean })
  }
  const outcome = await settled(running, 'the run')
  const files = dirs.look()
  await Promise.all([...acting, stopping])
  if (spawned) {
    await settled(dispose(program), 'dispose()')
    for (const read of reading) outcome[`read${reading.indexOf(read) + 1}`] = (await settled(read, 'a stream of output')).value
    if (feeding) outcome.fed = (await settled(feeding.end, 'a write to stdin')).value
  }
  await later(AFTERWARDS)
  if (JSON.stringify(dirs.look()) !== JSON.stringify(files)) states.input.late.push('a write to a file')
  return { outcome, states, happened, reasons, own, files, options, program }
}

/** Writes the chunks of `plan`. Then it closes the pipe, unless that stays open. */
const feed = (writer, plan, happened) => {
  const end = (async () => {
    for (const chunk of chunksOf(plan)) await writer.write(chunk)
    if (plan.kind === 'pipe') await writer.close()
  })().then(
    () => undefined,
    (error) => error,
  )
  const quietly = (promise) => void promise.catch(() => {})
  return {
    end: plan.kind === 'pipe' ? end : Promise.race([end, new Promise((resolve) => setTimeout(resolve, 1))]),
    abort: (reason) => quietly(writer.abort(reason)),
    close: () => quietly(writer.close()),
    // Node 20 throws an assertion here if the stream was closed.
    write: () => quietly((async () => writer.write('more'))()),
    happened,
  }
}
