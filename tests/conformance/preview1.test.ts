import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

import { transpile } from '@unwasi/core'
import { memoryDirectory, type Directory, type Run } from '@unwasi/runtime'
import { hostDirectory } from '@unwasi/runtime/node'
import { afterAll, describe, expect, test } from 'vitest'

import { unwasi } from '../cli/cli.js'
import { exceptions, type Mode } from './exceptions.js'
import { cases, missing, source, suite, treeOf, type Case } from './suite.js'

const scratch = mkdtempSync(path.join(tmpdir(), 'unwasi-conformance-'))
afterAll(() => rmSync(scratch, { recursive: true }))

/** The test as an application gets it: the emitted module, imported, of the module itself or of its portable component. */
const load = async ({ file, name }: Case, mode: Mode): Promise<Run> => {
  const folder = path.join(scratch, mode, name)
  const cache = path.join(scratch, 'cache')
  const { code, assets } = await transpile(readFileSync(file), {
    name: path.basename(file),
    host: mode === 'component' ? 'preview2' : 'preview1',
    runtime: import.meta.resolve('@unwasi/runtime'),
    cache,
  })
  mkdirSync(folder, { recursive: true })
  for (const asset of assets) writeFileSync(path.join(folder, asset.name), asset.bytes)
  writeFileSync(path.join(folder, 'index.mjs'), code)
  return ((await import(pathToFileURL(path.join(folder, 'index.mjs')).href)) as { default: Run }).default
}

/** A copy that tests may write to, because the suite may be read-only. */
const copyOf = (folder: string): string => {
  const copy = mkdtempSync(path.join(scratch, 'dir-'))
  cpSync(folder, copy, { recursive: true })
  const open = (at: string): void => {
    chmodSync(at, 0o755)
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      if (entry.isDirectory()) open(path.join(at, entry.name))
      else chmodSync(path.join(at, entry.name), 0o644)
    }
  }
  open(copy)
  return copy
}

const make = (folder: string, mode: Mode): Directory =>
  mode === 'host' ? hostDirectory(copyOf(folder)) : memoryDirectory(treeOf(folder))

const inProcess = async (one: Case, mode: Mode): Promise<void> => {
  const run = await load(one, mode)
  const dirs = Object.fromEntries(one.dirs.map((dir) => [dir, make(source(one, dir), mode)]))
  const { exitCode, stdout, stderr } = await run(one.args, { env: one.env, dirs })
  expect(exitCode, stderr).toBe(one.exitCode)
  if (one.stdout !== undefined) expect(stdout).toBe(one.stdout)
}

const byCommand = async (one: Case): Promise<void> => {
  const dirs = one.dirs.flatMap((dir) => ['--dir', `${copyOf(source(one, dir))}::${dir}`])
  const env = Object.entries(one.env).flatMap(([name, value]) => ['--env', `${name}=${value}`])
  const { code, stdout, stderr } = await unwasi(['run', ...dirs, ...env, one.file, ...one.args])
  expect(code, stderr).toBe(one.exitCode)
  if (one.stdout !== undefined) expect(stdout.toString()).toBe(one.stdout)
}

const all = cases()
if (missing) console.warn(`wasi-testsuite: not found at ${suite}, its tests are skipped (UNWASI_WASI_TESTSUITE names the folder)`)

// Through the component, the official tests check the adapter in its own memory and the bridge to it.
const modes = ['memory', 'host', 'command line', 'component'] as const

describe.skipIf(missing).each(modes)('wasi-testsuite: %s', (mode: Mode) => {
  for (const one of all) {
    const exception = exceptions[one.name]
    const expected = exception?.modes.includes(mode) ? test.fails : test
    expected(one.name, () => (mode === 'command line' ? byCommand(one) : inProcess(one, mode)))
  }
})

// An empty folder would pass, too.
test.skipIf(missing)('the suite is not empty', () => {
  expect(all.length).toBeGreaterThanOrEqual(48)
})

test.skipIf(missing)('every exception names a test of the suite', () => {
  for (const name of Object.keys(exceptions)) expect(all.map((one) => one.name)).toContain(name)
})
