// Checks what must hold after each case.
import { isRunError } from '@unwasi/runtime'

import { Finding } from '../frame/finding.mjs'
import { takeInstances, notes } from './ledger.mjs'
import { NEVER } from './script.mjs'
import { CANARY, OWN_ERROR } from './world.mjs'

/** The number of bytes that are checked in a large memory. */
const LOOK = 1 << 25
const canary = Buffer.from(CANARY)

/** How a run ended, in one word. Undefined if a run may not end like that. */
export const ending = (error) => {
  if (error === OWN_ERROR) return "the caller's own error"
  if (isRunError(error)) return error.code
  return error?.name === 'UnwasiError' ? 'refused' : undefined
}

/** The finding in `error`, if it is one. */
const unfit = (error) => {
  if (ending(error) === undefined) return new Finding(`the run ended with ${shown(error)}`, { cause: error })
  const { cause } = error ?? {}
  const stackOverflow = /call stack|too much recursion/i
  if (error?.code === 'TRAP' && !(cause instanceof WebAssembly.RuntimeError) && !stackOverflow.test(String(cause?.message))) {
    return new Finding(`a trap that is ${shown(cause)}`, {
      kind: `a trap that is a ${cause?.name}: ${String(cause?.message).slice(0, 80)}`,
      cause,
    })
  }
  return undefined
}

const shown = (error) => `${error?.constructor?.name ?? typeof error}: ${String(error?.message ?? error).slice(0, 300)}`

const isBytes = (value) => value instanceof Uint8Array
const contains = (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(canary)

/**
 * Throws the worst problem in `watch`, `world`, the guests' memories and `end`. `end` is `{ result, error, outputs }`, `never`
 * has the records that must not return, with the reason, and `describe` formats a record.
 */
export const judge = ({ watch, world, end, never, describe, victim, descriptors, maxOutput, captured = true }) => {
  const instances = takeInstances()
  const problems = []
  const find = (rank, message, kind, cause) => problems.push({ rank, message, kind, cause })

  for (const { kind, detail } of watch.found) find(0, `${kind}: ${detail}`, kind)
  const harmed = world.harmed()
  if (harmed) find(0, `something outside the grant was changed: ${harmed}`, 'something outside the grant was changed')
  if (victim.found) find(0, victim.found, 'another run was disturbed')
  for (const { exports, memory } of instances) {
    const { returned, caught, bad, held } = notes(exports)
    if (held.length > 0) find(1, `the guest holds ${shown(held[0])}`, 'the guest holds an object of the host')
    for (const index of returned) {
      const why = never?.get(index)
      if (why === undefined) continue
      const rank = { unknown: 1, nested: 2, handle: 3 }[why] ?? 5
      find(rank, `${NEVER[why]}: ${describe(index)}`, NEVER[why])
    }
    for (const index of caught) find(4, `the guest caught what ended ${describe(index)}`, 'a host trap was caught')
    for (const index of bad) find(5, `${describe(index)} returned, although its result had no place`, NEVER.pointer)
    const bytes = memory && new Uint8Array(memory.buffer, 0, Math.min(memory.buffer.byteLength, LOOK))
    if (bytes && contains(bytes)) find(0, 'the guest has a file that was not granted', 'a canary in the memory of a guest')
  }
  const outputs = end.outputs.filter((output) => output !== undefined)
  for (const output of outputs) {
    const bytes = isBytes(output) ? output : Buffer.from(output)
    if (contains(bytes)) find(0, 'the guest printed a file that was not granted', 'a canary in the output')
    // An invalid byte takes three bytes in UTF-8.
    if (captured && bytes.length > 3 * maxOutput)
      find(6, `${bytes.length} bytes were captured, of ${maxOutput}`, 'more output than its limit')
  }
  const entries = world.overfull()
  if (entries) find(6, `a directory in memory has ${entries} entries`, 'more entries than the limit of a directory')
  if (end.result) {
    const { exitCode } = end.result
    if (!Number.isInteger(exitCode) || exitCode < 0 || exitCode > 255)
      find(5, `the exit code is ${exitCode}`, 'exit code out of range')
  }
  if (end.error) {
    const found = unfit(end.error)
    if (found) find(6, found.message, found.kind, end.error)
  }
  if (descriptors.length > 0) find(7, `descriptors stay open: ${descriptors.join(', ')}`, 'descriptors stay open')
  if (problems.length === 0) return end.error ? ending(end.error) : 'a result'
  const [worst] = problems.sort((a, b) => a.rank - b.rank)
  const others = [...new Set(problems.map(({ kind }) => kind))].filter((kind) => kind !== worst.kind)
  const more = others.length > 0 ? `\nalso: ${others.join('; ')}` : ''
  throw new Finding(worst.message + more, { kind: worst.kind, cause: worst.cause })
}
