import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const child = fileURLToPath(new URL('child.mjs', import.meta.url))

/**
 * Runs one of the jobs in child.mjs in a separate process. Its output goes to the file `output`, or is discarded.
 * @returns {Promise<string | undefined>} what it wrote to standard error, or undefined if it failed
 */
export function measure(name, job, output) {
  const stdout = output === undefined ? 'ignore' : openSync(output, 'w')
  return new Promise((resolve, reject) => {
    const options = { stdio: ['ignore', stdout, 'pipe'], env: { ...process.env, NODE_NO_WARNINGS: '1' } }
    const running = spawn(process.execPath, [child, name, JSON.stringify(job)], options)
    let text = ''
    running.stderr.setEncoding('utf8').on('data', (chunk) => (text += chunk))
    running.on('error', reject)
    running.on('close', (code) => {
      if (code !== 0) console.error(`  ${name} ${JSON.stringify(job)}: ${text.trim().split('\n')[0]}`)
      resolve(code === 0 ? text : undefined)
    })
  }).finally(() => {
    if (stdout !== 'ignore') closeSync(stdout)
  })
}

/** What a job returned, or undefined if it failed. */
export async function answer(name, job) {
  const text = await measure(name, job)
  return text === undefined ? undefined : JSON.parse(text.trim().split('\n').at(-1))
}
