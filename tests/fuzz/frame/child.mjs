// Runs cases of one fuzzer for the parent (watch.mjs), which watches from outside.
import { openSync, writeSync } from 'node:fs'

import { Finding, kindOf } from './finding.mjs'
import { writeInput } from './input.mjs'
import { growth, held } from './memory.mjs'
import { Random } from './random.mjs'
import { watchRealm } from './realm.mjs'

/** The number of cases between two checks of the realm, unless they took longer than the check. */
const LOOK_EVERY = 64
const LOOK_AFTER = 2

const send = (message) => new Promise((resolve) => process.send(message, resolve))

const job = await new Promise((resolve) => process.once('message', resolve))
const progress = openSync(job.progress, 'r+')
let current = job.from
let muted = false
const outcomes = new Map()

/** Shared memory in which the parent reads which case was running when this process died. */
function at(number) {
  current = number
  const bytes = new Uint8Array(new Uint32Array([number + 1]).buffer)
  writeSync(progress, bytes, 0, 4, 0)
}

function report(error, number = current) {
  if (muted) return Promise.resolve()
  const found = error instanceof Finding
  const message = found ? error.message : `it threw ${String(error?.stack ?? error)}`
  const cause = found ? error.cause?.stack : undefined
  const kind = found ? error.kind : kindOf(String(error), error)
  return send({ type: 'finding', number, kind, message, cause })
}

process.on('unhandledRejection', (error) => void report(new Finding(`an unhandled rejection: ${error}`, { cause: error })))
process.on('uncaughtException', (error) => void report(new Finding(`an uncaught exception: ${error}`, { cause: error })))

const { default: fuzzer } = await import(job.module)
const context = await fuzzer.open?.()
const make = (number) => fuzzer.make(new Random(`${job.seed}:${fuzzer.name}:${number}`), context, number)
const changes = watchRealm()
let clean = job.from

async function one(number) {
  at(number)
  const input = await make(number)
  const { limit = 1000 } = fuzzer
  const before = process.cpuUsage()
  const start = performance.now()
  try {
    const outcome = (await fuzzer.check(input, context)) ?? 'held'
    if (!muted) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
  } catch (error) {
    await report(error)
    outcomes.set('a finding', (outcomes.get('a finding') ?? 0) + 1)
  }
  const took = performance.now() - start
  // Unhandled rejections are reported at the end of a turn.
  await new Promise(setImmediate)
  const { user, system } = process.cpuUsage(before)
  // On a busy machine the clock runs while this process does not. With several threads it is the other way round.
  const cost = Math.min(took, (user + system) / 1000)
  if (cost > limit && !muted) await send({ type: 'slow', number, cost, note: input.note })
  if (took > LOOK_AFTER || number - clean >= LOOK_EVERY || job.alone) await look(number)
}

async function look(number) {
  const found = changes()
  if (found.length > 0) {
    await send({ type: 'realm', from: clean, number, found: found.slice(0, 8) })
    // A broken process stays broken, so the parent continues with a new child.
    process.disconnect()
    process.exit(0)
  }
  clean = number + 1
}

async function run(from, to) {
  for (let number = from; number < to; number++) await one(number)
  if (to > from) await look(to - 1)
}

if (job.write !== undefined) {
  const input = await make(job.from)
  await send({ type: 'written', files: writeInput(job.write, input), note: input.note })
} else {
  const middle = Math.ceil((job.from + job.to) / 2)
  await run(job.from, middle)
  const before = await held()
  await run(middle, job.to)
  if (fuzzer.memory !== false && job.to - job.from >= 20) {
    muted = true
    const found = await growth(before, await held(), () => run(middle, job.to))
    muted = false
    const message = `memory stays after cases ${middle} to ${job.to - 1}: ${found.join('; ')}`
    if (found.length > 0) await report(new Finding(message, { kind: 'memory stays' }), middle)
  }
  await send({ type: 'done', outcomes: [...outcomes] })
}
process.disconnect()
process.exit(0)
