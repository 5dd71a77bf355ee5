// What waits, and how much CPU time it takes.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { setTimeout as later } from 'node:timers/promises'

import { usage } from './cpu.mjs'

const child = path.join(import.meta.dirname, 'waiting.mjs')
/** At first a program looks more often for input that it inherits. */
const SETTLE = 2000
const MEASURE = 5000

/** The modes of Node: what runs where, and what kind of file is the standard input that a program inherits. */
const modes = [
  { mode: 'worker', does: 'sleeps' },
  { mode: 'worker', does: 'reads' },
  { mode: 'thread', does: 'sleeps' },
  { mode: 'thread', jspi: true, does: 'sleeps' },
  { mode: 'thread', jspi: true, does: 'reads' },
  ...['pipe', 'socket', 'terminal'].flatMap((inherited) => [
    { mode: 'worker', does: 'reads', inherited },
    { mode: 'thread', does: 'reads', inherited },
    { mode: 'thread', does: 'reads', inherited, timeout: 3_600_000 },
    { mode: 'thread', jspi: true, does: 'reads', inherited },
    { mode: 'thread', jspi: true, does: 'reads', inherited, timeout: 3_600_000 },
  ]),
]

export const jobs = modes.flatMap((job) => ['module', 'component', 'go'].map((program) => ({ ...job, program })))

export const nameOf = ({ mode, jspi, program, does, inherited, timeout }) => {
  const where = mode === 'worker' ? 'a worker' : `this thread${jspi ? ' with JSPI' : ''}`
  const from = inherited ? ` from an inherited ${inherited}${timeout ? ', with a timeout' : ''}` : ''
  return `${program} in ${where} ${does}${from}`
}

const quoted = (text) => `'${text.replaceAll("'", String.raw`'\''`)}'`

/** The CPU time of a process of `node` in which such a program waits, in per cent. */
export async function waiting(node, job) {
  const line = [node, child, JSON.stringify(job)].map(quoted).join(' ')
  const [command, args] = {
    // Node's own pipes are sockets.
    pipe: ['sh', ['-c', `sleep 3600 | ${line}`]],
    terminal: ['script', ['-qec', line, '/dev/null']],
  }[job.inherited] ?? [node, [child, JSON.stringify(job)]]
  const running = spawn(command, args, {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  })
  try {
    let text = ''
    for (const stream of [running.stdout, running.stderr]) stream.setEncoding('utf8').on('data', (chunk) => (text += chunk))
    const ended = once(running, 'close')
    while (!text.includes('waits') && running.exitCode === null) await Promise.race([later(20), ended])
    await later(SETTLE)
    if (running.exitCode !== null) throw new Error(`the program did not wait: ${text}`)
    return await usage(running.pid, MEASURE)
  } finally {
    // Its process group, those of `sh` included.
    process.kill(-running.pid, 'SIGKILL')
  }
}
