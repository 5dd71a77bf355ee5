// `npm test` runs everything that must pass before a change lands, on a machine that has Node and npm.
// The last line is `N passed, N failed, N skipped` over all Vitest projects; a failed step counts as one failure.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { bin, build, install, run, script, section, which } from './steps.mjs'

const projects = ['unit', 'integration', 'conformance', 'bundlers', 'frameworks', 'fuzz', 'browser']
const total = { passed: 0, failed: 0, skipped: 0 }

function failed(step) {
  console.error(`FAILED: ${step}`)
  total.failed++
}

function finish() {
  console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
  process.exit(total.failed === 0 ? 0 : 1)
}

/** The report of Vitest's JSON reporter, or undefined if Vitest died before writing it. */
function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    console.error(`no report from Vitest: ${error.message}`)
    return undefined
  }
}

function vitest(project, folder) {
  section(`tests: ${project}`)
  const report = path.join(folder, `${project}.json`)
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const ok = run(bin('vitest'), ['run', `--project=${project}`, ...reporters])
  const {
    numPassedTests = 0,
    numFailedTests = 0,
    numPendingTests = 0,
    numTodoTests = 0,
    testResults = [],
  } = readReport(report) ?? {}
  // A file that failed to load has no tests to count.
  const broken = testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  )
  total.passed += numPassedTests
  total.failed += numFailedTests + broken.length
  total.skipped += numPendingTests + numTodoTests
  if (!ok && numFailedTests + broken.length === 0) failed(`tests: ${project}`)
}

/**
 * Some tests need more than Node. They are skipped where it is missing, but fail if `CI` is set, so a green CI has run them all.
 */
function requirement(name, found, what) {
  if (found) return console.log(`${name}: ${found}`)
  if (process.env.CI) return failed(`${name} is missing, and CI must run ${what}`)
  console.log(`${name} not found: ${what} will be skipped`)
}

if (!install()) {
  failed('install')
  finish()
}
if (!build()) {
  failed('build')
  finish()
}

for (const name of ['check:format', 'check:lint', 'check:prose', 'check:types', 'check:packages']) {
  section(name)
  if (!script(name)) failed(name)
}

section('requirements')
requirement('Go', which('go'), 'the tests of the Go standard library')
const chromium = process.env.CHROMIUM_PATH ?? which('chromium') ?? which('chromium-browser') ?? which('google-chrome')
requirement('Chromium', chromium, 'the browser tests')
if (chromium) process.env.CHROMIUM_PATH = chromium

const reports = mkdtempSync(path.join(tmpdir(), 'unwasi-test-'))
try {
  for (const project of projects) vitest(project, reports)
} finally {
  rmSync(reports, { recursive: true, force: true })
}
finish()
