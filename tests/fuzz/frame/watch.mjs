// Watches one child process from outside. It may crash or hang, and this process must notice and say at which case.
import { fork } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

const CHILD = path.join(import.meta.dirname, 'child.mjs')
const FLAGS = ['--expose-gc', '--max-old-space-size=512', '--no-warnings']
const LOOK_EVERY = 200
/** The number of bytes kept from the end of a child's output, where V8 says why it aborts. */
const TAIL = 4000

/**
 * Runs `job` ({ module, seed, from, to, alone?, write? }) in a child process.
 *
 * @param patience the milliseconds without progress after which it is killed
 * @returns its messages and how it ended: `end` is undefined if it did everything, else { hung, reason, number } with the case
 * that it was at
 */
export async function watch(job, { flags = [], patience, env }) {
  const folder = mkdtempSync(path.join(tmpdir(), 'unwasi-fuzz-child-'))
  const progress = path.join(folder, 'progress')
  writeFileSync(progress, new Uint8Array(4))
  const file = openSync(progress, 'r')
  const at = () => {
    const bytes = Buffer.alloc(4)
    readSync(file, bytes, 0, 4, 0)
    return bytes.readUInt32LE() - 1
  }
  const child = fork(CHILD, [], {
    execArgv: [...FLAGS, ...flags],
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, ...env },
  })
  const messages = []
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => (printed = (printed + chunk).slice(-TAIL)))
  }
  child.on('message', (message) => messages.push(message))
  let hung = false
  let last = -1
  let since = performance.now()
  const timer = setInterval(() => {
    const now = at()
    if (now !== last) {
      last = now
      since = performance.now()
    } else if (performance.now() - since > patience) {
      hung = true
      child.kill('SIGKILL')
    }
  }, LOOK_EVERY)
  try {
    const [code, signal] = await new Promise((resolve, reject) => {
      child.on('error', reject)
      child.on('close', (...how) => resolve(how))
      child.send({ ...job, progress })
    })
    const done = messages.some(({ type }) => type === 'done' || type === 'written' || type === 'realm')
    if (done && code === 0) return { messages, end: undefined }
    const reason = hung ? `no progress for ${patience / 1000} s` : `the process died (${signal ?? `exit code ${code}`})`
    return { messages, end: { hung, reason, number: Math.max(at(), job.from), printed } }
  } finally {
    clearInterval(timer)
    closeSync(file)
    rmSync(folder, { recursive: true, force: true })
  }
}
