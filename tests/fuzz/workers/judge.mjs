// What must hold for a run, whatever has happened to it.
import { isRunError } from '@unwasi/runtime'

import { Finding } from '../frame/finding.mjs'
import { isEndless, textOf } from './plan.mjs'
import { bytesOf, inputOf } from './streams.mjs'
import { watched } from './threads.mjs'

/** The errno with which a write fails when nothing reads any more. */
const EPIPE = 64
/** A digest of all results, which the program prints last. It differs if a write has failed. */
const DIGEST = 4

/** How `outcome` ended, in a form that is the same in every mode. */
export const endOf = ({ value, error }, own) => {
  if (error === undefined) return `exit ${value.exitCode}`
  if (error === own) return "the caller's own error"
  return isRunError(error) ? error.code : `${error?.constructor?.name}: ${error?.message}`
}

const inputFor = (plan, own) => {
  const { input } = inputOf(plan)
  if (plan.kind === 'wrong') return { input: [...input, 42] }
  if (!plan.kind.startsWith('throws')) return inputOf(plan)
  const failing = function* () {
    yield* input
    throw own
  }
  return { input: failing() }
}

/** How the same run ends on this thread if nothing stops it. */
export const refer = async (run, plan, dirs) => {
  const own = new Error("the caller's own")
  const endless = plan.steps.findIndex(isEndless)
  const steps = endless < 0 ? plan.steps : plan.steps.slice(0, endless)
  const printed = { stdout: [], stderr: [] }
  const output = (name) => (plan[name].kind === 'pipe' ? 'pipe' : (chunk) => void printed[name].push(Buffer.from(chunk)))
  const options = {
    ...inputFor(plan.input, own),
    ...plan.limits,
    stdout: output('stdout'),
    stderr: output('stderr'),
    dirs: dirs.options,
    encoding: 'bytes',
  }
  const outcome = await run([textOf(steps)], options).then(
    (value) => ({ value }),
    (error) => ({ error }),
  )
  const bytes = (name) => (plan[name].kind === 'pipe' ? captured(outcome, name) : Buffer.concat(printed[name]))
  return { end: endOf(outcome, own), stdout: bytes('stdout'), stderr: bytes('stderr'), files: dirs.look() }
}

/** What was captured. An error of the caller's own has no output. */
const captured = ({ value, error }, name) => {
  const found = (value ?? error)?.[name]
  return found === undefined ? undefined : Buffer.from(found)
}

const shown = (bytes) => `${bytes.length} bytes, the last ${bytes.subarray(-12).toString('hex')}`

/** How many bytes two arrays have in common from their beginning. */
const common = (one, other) => {
  const most = Math.min(one.length, other.length)
  if (one.subarray(0, most).equals(other.subarray(0, most))) return most
  return one.findIndex((byte, index) => byte !== other[index])
}

/** Whether a poll of the reference meets an error of its input, which comes later in a worker, or never. */
const isEarly = ({ steps, input }) => /throws|wrong/.test(input.kind) && steps.some(({ letter }) => letter === 'p')

/** The ends that are right for a run to which this has happened. */
const isRight = (plan, { outcome, happened, reasons, states, own }) => {
  const { error, value } = outcome
  if (isEarly(plan)) return true
  if (error === own) return /throws/.test(plan.input.kind) || states.stdout.failed || states.stderr.failed
  if (value) return (states.stdout.failed || states.stderr.failed) && [0, EPIPE].includes(value.exitCode)
  if (happened.includes('abort stdin') && reasons.includes(error)) return true
  // The reference ends before the step that does not.
  if (isRunError(error, 'HANDLE_LIMIT')) return plan.endless && plan.limits.maxHandles !== undefined
  if (isRunError(error, 'TIMEOUT')) return plan.timeout !== undefined
  if (isRunError(error, 'LOAD')) return watched.died
  if (isRunError(error, 'BUSY')) return plan.dirs.memory === 'shared'
  if (isRunError(error, 'ABORTED'))
    return reasons.includes(error.cause) || (happened.includes('dispose') && error.cause?.name === 'AbortError')
  return false
}

/** Throws if something does not hold. Returns how the run ended. */
export const judge = (plan, result, reference) => {
  const { outcome, states, happened, own, files } = result
  const end = endOf(outcome, own)
  const about = `${plan.spawned ? 'spawn' : 'run'} in a ${plan.place} of ${textOf(plan.steps)} (${[...happened, ...(watched.died ? ['a thread died'] : [])].join(', ') || 'nothing happened'})`
  const fail = (kind, detail) => {
    throw new Finding(`${kind}: ${detail}\n${about}`, { kind, cause: outcome.error })
  }
  const late = Object.values(states).flatMap(({ late }) => late)
  if (late.length > 0) fail('something arrives after the end', late.join(', '))
  if (states.input.open) fail('the input stays open', plan.input.kind)
  const failed = states.stdout.failed || states.stderr.failed
  const natural = end === reference.end
  const shared = plan.dirs.memory === 'shared'
  const meddled = failed || happened.length > 0 || shared || watched.died
  const stopped = meddled || isEarly(plan) || plan.endless || plan.timeout !== undefined
  if (!natural && !(stopped && isRight(plan, result)) && !(shared && outcome.value))
    fail('a wrong end', `${end} instead of ${reference.end}`)
  const whole = natural && !meddled && !plan.endless && !isEarly(plan)
  for (const name of ['stdout', 'stderr']) {
    const { kind } = plan[name]
    const bytes = kind === 'pipe' ? captured(outcome, name) : bytesOf(states[name])
    if (kind === 'ignore' || kind === 'unread' || !bytes || !reference[name] || isEarly(plan)) continue
    const same = common(bytes, reference[name])
    if (same < bytes.length - (whole ? 0 : DIGEST))
      fail('other output', `${name} has ${shown(bytes)} instead of ${shown(reference[name])}`)
    // The streams of the caller take from their queues what they were given before.
    if (whole && !(outcome.error === own && /stream|writable/.test(kind)) && same < reference[name].length)
      fail('output is lost', `${name} has ${shown(bytes)} instead of ${shown(reference[name])}`)
  }
  // Whatever makes a run fail on this side ends its thread.
  if (whole && outcome.error !== own && plan.input.kind !== 'wrong' && JSON.stringify(files) !== JSON.stringify(reference.files))
    fail('other files', `${JSON.stringify(files)} instead of ${JSON.stringify(reference.files)}`)
  for (const name of ['read1', 'read2']) {
    const read = outcome[name]
    if (read && read !== 'left' && read.error !== outcome.error)
      fail('a stream ends otherwise', `${endOf(read, own)} instead of ${end}`)
  }
  if (
    outcome.fed &&
    !isRunError(outcome.fed, 'ENDED') &&
    !result.reasons.includes(outcome.fed) &&
    !happened.includes('close stdin')
  )
    fail('a write to stdin fails otherwise', String(outcome.fed))
  return end
}
