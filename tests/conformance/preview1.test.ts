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

/** The case as an application has it: the emitted module, imported. */
const load = async ({ file, name }: Case): Promise<Run> => {
  const folder = path.join(scratch, name)
  const { code, assets } = await transpile(readFileSync(file), {
    file,
    runtime: import.meta.resolve('@unwasi/runtime'),
    cache: path.join(scratch, 'cache'),
  })
  mkdirSync(folder, { recursive: true })
  for (const asset of assets) writeFileSync(path.join(folder, asset.name), asset.bytes)
  writeFileSync(path.join(folder, 'index.mjs'), code)
  return ((await import(pathToFileURL(path.join(folder, 'index.mjs')).href)) as { default: Run }).default
}

/** A copy that tests may write to, for the suite may be read-only. */
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

const make: Record<'memory' | 'host', (folder: string) => Directory> = {
  memory: (folder) => memoryDirectory(treeOf(folder)),
  host: (folder) => hostDirectory(copyOf(folder)),
}

const inProcess = async (one: Case, mode: 'memory' | 'host'): Promise<void> => {
  const run = await load(one)
  const dirs = Object.fromEntries(one.dirs.map((dir) => [dir, make[mode](source(one, dir))]))
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

describe.skipIf(missing).each(['memory', 'host', 'command line'] as const)('wasi-testsuite, directories: %s', (mode: Mode) => {
  for (const one of all) {
    const exception = exceptions[one.name]
    const expected = exception?.modes.includes(mode) ? test.fails : test
    expected(one.name, () => (mode === 'command line' ? byCommand(one) : inProcess(one, mode)))
  }
})

// An empty folder would pass, too.
test.skipIf(missing)('the suite is there', () => {
  expect(all.length).toBeGreaterThanOrEqual(48)
})

test.skipIf(missing)('every exception names a test of the suite', () => {
  for (const name of Object.keys(exceptions)) expect(all.map((one) => one.name)).toContain(name)
})
