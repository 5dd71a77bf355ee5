// Does what a plan says with one instance of a library.
import { isRunError } from '@unwasi/runtime'

import { Finding } from '../frame/finding.mjs'
import { endOf } from './judge.mjs'
import { textOf } from './plan.mjs'
import { block, die, settled, wait } from './run.mjs'
import { inputOf, makeSink, makeSource } from './streams.mjs'
import { watched } from './threads.mjs'

const call = (instance, { letter, digit }) => instance.step(letter.charCodeAt(0), digit)
const disposeKey = Symbol.dispose ?? Symbol.for('Symbol.dispose')
const asyncDisposeKey = Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose')

/** The results of the calls on this thread, if nothing stops the instance. */
export const referCalls = async (instantiate, plan, dirs) => {
  const instance = await instantiate({
    ...inputOf(plan.input),
    ...plan.limits,
    stdout: 'ignore',
    stderr: 'ignore',
    dirs: dirs.options,
  })
  const results = []
  for (const step of plan.steps) {
    if ('SC'.includes(step.letter)) break
    try {
      results.push(call(instance, step))
    } catch (error) {
      results.push(endOf({ error }))
      break
    }
  }
  try {
    instance[disposeKey]()
  } catch (error) {
    if (!isRunError(error, 'ENDED')) throw error
  }
  return results
}

/** Runs `plan`, and returns how its calls ended. Throws if something does not hold. */
export const performCalls = async (instantiate, plan, dirs, reference) => {
  const own = new Error("the caller's own")
  const controller = new AbortController()
  const stateOf = () => ({ chunks: [], late: [], over: false, clean: true, failed: false, open: false })
  const states = { input: stateOf(), stdout: stateOf() }
  const happened = []
  const reasons = []
  const abort = () => {
    const reason = new Error('abort')
    happened.push('abort')
    reasons.push(reason)
    controller.abort(reason)
  }
  const fail = (kind, detail, cause) => {
    throw new Finding(`${kind}: ${detail}\ncalls of ${textOf(plan.steps)} (${happened.join(', ') || 'nothing happened'})`, {
      kind,
      cause,
    })
  }
  await wait(plan.begins)
  const making = instantiate({
    ...makeSource(plan.input, states.input, own),
    ...plan.limits,
    stdout: makeSink(plan.stdout, states.stdout, own),
    stderr: 'ignore',
    dirs: dirs.options,
    signal: controller.signal,
    ...(plan.timeout !== undefined && { timeout: plan.timeout }),
  })
  const begun = settled(making, 'instantiate()')
  const held = {}
  let over = false
  const acts = {
    abort,
    dispose() {
      happened.push('dispose')
      held.instance?.[disposeKey]()
    },
    'dispose and wait': () => {
      happened.push('dispose')
      void held.instance?.[asyncDisposeKey]().catch(() => {})
    },
    die,
    block,
    touch: () => dirs.touch(),
    lose() {},
  }
  const acting = plan.acts.map(async ({ act, ...moment }) => {
    await wait(moment)
    if (!over) acts[act]()
  })
  const stopping = plan.endless && wait({ turns: 0, ms: plan.last }).then(() => !over && abort())
  const isRight = (error) =>
    (error === own && (states.stdout.failed || /throws/.test(plan.input.kind))) ||
    (isRunError(error, 'ABORTED') && reasons.includes(error.cause)) ||
    (isRunError(error, 'TIMEOUT') && plan.timeout !== undefined) ||
    (isRunError(error, 'LOAD') && watched.died) ||
    (isRunError(error, 'BUSY') && plan.dirs.memory === 'shared') ||
    (isRunError(error, 'BAD_OPTION') && plan.input.kind === 'wrong')
  const made = await begun
  const instance = (held.instance = made.value)
  const ends = []
  if (made.error) {
    if (!isRight(made.error)) fail('instantiate() fails', endOf(made, own), made.error)
  } else {
    const calls = []
    for (const [index, step] of plan.steps.entries()) {
      if (plan.waits[index]) await Promise.allSettled(calls)
      calls.push(call(instance, step))
      calls.at(-1).catch(() => {})
    }
    let first
    for (const one of calls) {
      const result = await settled(one, 'a call')
      ends.push(result)
      if (first && !isRunError(result.error, 'ENDED')) fail('a call is made after the end', endOf(result, own), result.error)
      if (result.error && !first) first = result
    }
    judgeCalls(plan, ends, { reference, own, isRight, states, happened, fail })
  }
  await Promise.all([...acting, stopping])
  if (instance) {
    const disposed = await settled(instance[asyncDisposeKey](), 'dispose')
    if (disposed.error && !isRight(disposed.error)) fail('dispose() fails', endOf(disposed, own), disposed.error)
    const after = await settled(instance.step(121, 0), 'a call after the end')
    if (!isRunError(after.error, 'ENDED')) fail('an instance that was disposed answers', endOf(after, own), after.error)
  }
  over = true
  for (const state of Object.values(states)) Object.assign(state, { over, clean: false })
  dirs.look()
  await wait({ turns: 2, ms: 0 })
  if (states.input.open) fail('the input stays open', plan.input.kind)
  const { error } = ends.find((end) => end.error) ?? made
  return error ? endOf({ error }, own) : 'all calls returned'
}

/** Compares the calls with those on the same thread. */
const judgeCalls = (plan, ends, { reference, own, isRight, states, happened, fail }) => {
  const inputFails = ['throws', 'throws later', 'wrong', 'hangs'].includes(plan.input.kind)
  for (const [index, end] of ends.entries()) {
    const expected = reference[index]
    const what = end.error ? endOf(end, own) : end.value
    if (end.error && (isRight(end.error) || isRunError(end.error, 'ENDED'))) {
      if (isRunError(end.error, 'ENDED') && index === 0 && expected !== 'ENDED' && happened.length === 0 && !watched.died)
        fail('the first call has ended', what, end.error)
      continue
    }
    if (states.stdout.failed || inputFails || plan.dirs.memory === 'shared') continue
    if (what !== expected) fail('a call answers otherwise', `call ${index} gives ${what} instead of ${expected}`, end.error)
  }
}
