import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

import { fuzz, type Found } from './index.mjs'
import { Random } from './random.mjs'

const module = (name: string) => new URL(`./broken/${name}.mjs`, import.meta.url).href
const run = (name: string, more: object = {}) => fuzz({ modules: [module(name)], cases: 12, seed: '1', ...more })

test('a failure in a case is found, and the later cases run', async () => {
  const { findings, totals } = await run('broken')
  const messages = new Map(findings.map(({ number, message }) => [number, message]))
  expect([...messages.keys()].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  expect(messages.get(1)).toBe('a finding')
  expect(messages.get(2)).toMatch(/TypeError/)
  expect(messages.get(3)).toMatch(/the process died \(SIG/)
  expect(messages.get(4)).toMatch(/exit code 7/)
  expect(messages.get(5)).toMatch(/unhandled rejection.*an unhandled one/)
  expect(messages.get(6)).toMatch(/uncaught exception.*out of a callback/)
  expect(messages.get(7)).toMatch(/Array\.prototype\[added\] was added/)
  expect(messages.get(8)).toMatch(/Map\.prototype was frozen/)
  expect(messages.get(9)).toMatch(/the process died/)
  expect(messages.get(10)).toMatch(/takes too long/)
  expect(totals.get('broken')?.cases).toBe(12)
})

test('a finding comes with its input and the command that repeats it', async () => {
  const { findings } = await run('broken', { number: 1 })
  const [{ files, repeat }] = findings as [Found]
  expect(findings).toHaveLength(1)
  expect(repeat).toBe('pnpm fuzz --only broken --seed 1 --case 1')
  expect(files.map((file) => existsSync(file))).toEqual([true, true])
  expect([...readFileSync(files[0]!)]).toEqual([...new Random('1:broken:1').bytes(8)])
})

test('memory that is not freed is found', async () => {
  const { findings } = await run('leaking', { cases: 60 })
  expect(findings.map(({ kind }) => kind)).toEqual(['memory stays'])
})
