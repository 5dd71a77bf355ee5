import { expect, test } from 'vitest'

import { fixture } from '../../../fixtures/index.mjs'
import { libraryOf } from './imports-harness.js'

// What an AssemblyScript library without the WASI shim imports from `env`.

const instance = async () => {
  const printed = { stdout: '', stderr: '' }
  const decoder = new TextDecoder()
  let now = 1_700_000_000_000_000_000n
  const lib = await (
    await libraryOf(fixture('assemblyscript-plain'), {})
  )({
    stdout: (chunk) => void (printed.stdout += decoder.decode(chunk)),
    stderr: (chunk) => void (printed.stderr += decoder.decode(chunk)),
    clock: { now: () => now, monotonic: () => (now += 1_500_000n) },
    random: (bytes) => void bytes.fill(7),
  })
  return { lib, printed }
}

const failed = (call: () => unknown): unknown => {
  try {
    call()
  } catch (error) {
    return error
  }
  throw new Error('it succeeded')
}

test('console prints to standard output and standard error, and Date.now() is the clock of the options', async () => {
  const { lib, printed } = await instance()
  expect(printed).toEqual({ stdout: 'the start function ran\n', stderr: '' })
  expect(lib.report!(3)).toBe(1_700_000_000_000)
  expect(printed).toEqual({
    stdout: 'the start function ran\nn = 3\n',
    stderr: 'an error, with 日本 and 🦀\nAssertion failed: too small\n',
  })
})

test('performance.now() and console.time() use the monotonic clock', async () => {
  const { lib, printed } = await instance()
  expect(lib.elapsed!()).toBeCloseTo(4.5)
  expect(printed.stdout).toMatch(/\nlabel: 1\.500ms\n$/)
})

test('Math.random() has a seed from the options', async () => {
  const [one, two] = [await instance(), await instance()]
  expect(one.lib.random!()).toBe(two.lib.random!())
})

test('an exception is a trap with its message, file, line and column', async () => {
  const { lib, printed } = await instance()
  expect(failed(() => lib.fail!())).toMatchObject({
    code: 'TRAP',
    message: expect.stringMatching(/abort: bad luck in plain\.ts:\d+:\d+/) as string,
  })
  expect(printed.stderr).toBe('trace: failing 1, 2.5\n')
  expect(failed(() => lib.report!(1))).toMatchObject({ code: 'ENDED' })
})

test('process.exit() ends the instance with its code', async () => {
  const { lib } = await instance()
  expect(failed(() => lib.leave!(5))).toMatchObject({ code: 'ENDED', exitCode: 5 })
})

test('functions of the caller come first', async () => {
  const seen: unknown[] = []
  const make = await libraryOf(fixture('assemblyscript-plain'), { env: { 'console.log': () => void seen.push('log') } })
  const lib = await make({ stderr: 'ignore' })
  lib.report!(200)
  expect(seen).toEqual(['log', 'log'])
})
