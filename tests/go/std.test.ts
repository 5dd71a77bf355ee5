import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

import { afterAll, describe, expect, test } from 'vitest'

import { packages } from './packages.js'

const wrapper = fileURLToPath(new URL('exec.mjs', import.meta.url))
const minutes = 60_000

// A green CI has run these tests. Elsewhere they need Go, and a POSIX host, because Go's wasip1 tests use the host's paths in the
// guest.
const missing = process.env['CI'] === 'true' ? undefined : reasonToSkip()

function reasonToSkip(): string | undefined {
  if (process.platform === 'win32') return 'they run on POSIX hosts only'
  return spawnSync('go', ['version']).status === 0 ? undefined : 'go is not on the PATH'
}

// Files that the tests leave behind are removed with it.
const scratch = mkdtempSync(path.join(tmpdir(), 'unwasi-go-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

interface Outcome {
  code: number | null
  output: string
}

function goTest(name: string): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    // With -count=1 Go does not reuse a cached result, which would say nothing about this build.
    const child = spawn('go', ['test', '-short', '-count=1', '-exec', `'${process.execPath}' '${wrapper}'`, name], {
      cwd: scratch,
      env: { ...process.env, GOOS: 'wasip1', GOARCH: 'wasm', GOFLAGS: '', GOWORK: 'off', GOTOOLCHAIN: 'local', TMPDIR: scratch },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, output }))
  })
}

if (missing !== undefined) console.warn(`tests of the Go standard library: skipped, ${missing}`)

describe.skipIf(missing !== undefined)("Go's own tests, as go test -exec 'unwasi run'", () => {
  for (const name of packages) {
    test(`go test ${name}`, { timeout: 5 * minutes }, async () => {
      const { code, output } = await goTest(name)
      expect(code, output).toBe(0)
      expect(output).toMatch(new RegExp(`^ok\\s+${name}\\s`, 'm'))
      // Otherwise the package had no tests to run.
      expect(output).not.toMatch(/no test files|no tests to run/)
    })
  }
})
