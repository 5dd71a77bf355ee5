// Runs a program that waits: node waiting.mjs JSON. Prints a line to standard error before, and waits until it is killed.
import { fixture } from '../../fixtures/index.mjs'
import { makeGuest } from '../fuzz/workers/guest.mjs'
import { here, inWorker } from '../fuzz/workers/programs.mjs'

const { mode, program, does, inherited, timeout } = JSON.parse(process.argv[2])

const bytes = program === 'go' ? fixture('go') : await makeGuest('command')
const options = program === 'component' ? { host: 'preview2' } : {}
const run = await (mode === 'worker' ? inWorker : here)(bytes, options)
await run.load()
const args = { go: { reads: ['cat'], sleeps: ['sleep', '3600000'] }, other: { reads: ['r3'], sleeps: ['S0'] } }
const given = (args[program] ?? args.other)[does]
const never = {
  [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }),
}
const input = does === 'sleeps' ? {} : inherited ? { stdin: 'inherit' } : { input: never }
console.error('waits')
// A promise alone does not keep the process alive.
setInterval(() => {}, 2 ** 31 - 1)
await run(given, { ...input, ...(timeout && { timeout }) })
