import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'

import { expect, test } from 'vitest'

const run = promisify(execFile)
/** With so few runs, the growth of caches counts, too. `pnpm test:soak` measures more exactly. */
const LIMIT = 8192

/** The bytes by which the heap grows for each of some runs that are spawned and killed in workers. */
const growth = async (leak: number): Promise<number> => {
  const job = JSON.stringify({ mode: 'worker', runs: 100, leak })
  const { stdout } = await run(process.execPath, ['--expose-gc', path.join(import.meta.dirname, 'kills.mjs'), job])
  return (JSON.parse(stdout) as { heap: number }).heap
}

test('runs in workers that are killed leave nothing in the heap', async () => {
  expect(await growth(0)).toBeLessThan(LIMIT)
}, 120_000)

test('which this would notice', async () => {
  expect(await growth(4 * LIMIT)).toBeGreaterThan(LIMIT)
}, 120_000)
