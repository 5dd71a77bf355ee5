// `npm test` runs everything that must pass before a change lands, on a machine that has Node and npm.
// The last line is `N passed, N failed, N skipped` over all Vitest projects; a failed step counts as one failure.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import path from 'node:path'

import { engines, engineTests, installNode } from './engines.mjs'
import { bin, build, install, run, script, section, which } from './steps.mjs'
import { Times } from './times.mjs'

const projects = ['unit', 'integration', 'conformance', 'bundlers', 'frameworks', 'docs', 'fuzz', 'browser']
const times = new Times()
const total = { passed: 0, failed: 0, skipped: 0 }

function failed(step) {
  console.error(`FAILED: ${step}`)
  total.failed++
}

function finish() {
  section('time')
  console.log(times.table())
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

/**
 * Vitest leaves a core to itself, and so runs one file at a time on two cores. Most tests wait for a process that they started, so these
 * projects take a third less time with two.
 */
const parallel = new Set(['unit', 'integration', 'bundlers'])
const workers = Math.max(2, availableParallelism() - 1)

/** Runs Vitest with `command` and adds what it reports to the total. */
function vitest(name, folder, command, args) {
  section(`tests: ${name}`)
  const report = path.join(folder, `${name}.json`)
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const ok = run(command, [...args, ...reporters])
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
  if (!ok && numFailedTests + broken.length === 0) failed(`tests: ${name}`)
}

/**
 * Some tests need more than Node. They are skipped where it is missing, but fail if `CI` is set, so a green CI has run them all.
 */
function requirement(name, found, what) {
  if (found) return console.log(`${name}: ${found}`)
  if (process.env.CI) return failed(`${name} is missing, and CI must run ${what}`)
  console.log(`${name} not found: ${what} will be skipped`)
}

/** The tests of the runtime and a build with each bundler, in other versions of Node. */
function otherEngines(folder) {
  if (!process.env.CI)
    return console.log('\nOther versions of Node are not tested here: `pnpm test:engines` installs and tests them.')
  for (const version of engines) {
    const node = installNode(version)
    if (node === undefined) failed(`Node ${version} could not be installed`)
    else vitest(`node ${version}`, folder, node, [...engineTests, `--maxWorkers=${workers}`])
  }
}

if (!times.measure('install', install)) {
  failed('install')
  finish()
}
if (!times.measure('build', build)) {
  failed('build')
  finish()
}

times.measure('checks', () => {
  for (const name of ['check:format', 'check:lint', 'check:prose', 'check:types', 'check:packages']) {
    section(name)
    if (!script(name)) failed(name)
  }
})

section('requirements')
requirement('Go', which('go'), 'the tests of the Go standard library')
const chromium = process.env.CHROMIUM_PATH ?? which('chromium') ?? which('chromium-browser') ?? which('google-chrome')
requirement('Chromium', chromium, 'the browser tests')
if (chromium) process.env.CHROMIUM_PATH = chromium
const firefox = process.env.FIREFOX_PATH ?? which('firefox-esr') ?? which('firefox')
requirement('Firefox', firefox, 'the browser tests in Firefox')
if (firefox) process.env.FIREFOX_PATH = firefox
const webkit = process.env.WEBKIT_DRIVER_PATH ?? which('WebKitWebDriver')
requirement('WebKitWebDriver', webkit, 'the browser tests in WebKit')
if (webkit) process.env.WEBKIT_DRIVER_PATH = webkit
requirement('Xvfb', which('Xvfb'), 'the browser tests in WebKit')

const reports = mkdtempSync(path.join(tmpdir(), 'unwasi-test-'))
try {
  for (const project of projects) {
    times.measure(project, () =>
      vitest(project, reports, bin('vitest'), [
        'run',
        `--project=${project}`,
        ...(parallel.has(project) ? [`--maxWorkers=${workers}`] : []),
      ]),
    )
  }
  times.measure('engines', () => otherEngines(reports))
} finally {
  rmSync(reports, { recursive: true, force: true })
}
finish()
