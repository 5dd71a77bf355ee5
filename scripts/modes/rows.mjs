// What programs can do in each mode. The table in docs/run.md is written from these rows by scripts/modes-table.mjs, and tests run their
// scenarios (tests/modes/scenarios.mjs) in every mode and engine. The cells of a row are in the order of `modes`.
import { fails, named, none, only, says, yes } from './cell.mjs'

const everywhere = (cell) => [cell, cell, cell, cell, cell, cell]
const byThread = (same, inWorker) => [same, same, inWorker, inWorker, inWorker, inWorker]

const lines = '1: one\n2: two\nend\n'
const noSpawn = fails('UNSUPPORTED_MODE', '`?component&worker`')
const notInput = fails('UNSUPPORTED_MODE', 'Collect the input first, and pass it as a string or bytes.')
const notCalled = (option) => fails('UNSUPPORTED_MODE', `Leave out '${option}', or import the program without &worker.`)
const inWorkerOnly = fails('UNSUPPORTED_MODE', '&worker')
const headers = fails('UNSUPPORTED_MODE', '`Cross-Origin-Embedder-Policy: require-corp`')
const queued = { ...fails('OUTPUT_LIMIT', "'maxOutput' allows 500000"), says: 'queued, up to `maxOutput`' }
const waits = says('the program waits', 1_000_000)

export const rows = [
  { name: '`run()` of preview1 programs', scenario: 'run', cells: everywhere(yes('one\n')) },
  { name: '`run()` of WASI 0.2 programs', scenario: 'native', cells: everywhere(yes('native.wasm\none\n')) },
  { name: '`run()` with `&preview2`', scenario: 'preview2', cells: everywhere(yes('hello from wat\n')) },
  { name: '`run()` of composed components', scenario: 'composed', cells: everywhere(yes('Hello\n')) },
  { name: '`run.load()`', scenario: 'load', cells: everywhere(yes('loaded')) },
  { name: '`run.sync()`', scenario: 'sync', cells: byThread(yes('one\n'), says('no', 'missing')) },
  { name: '`run.instantiate()`', scenario: 'instantiate', cells: byThread(yes(3), says('no', 'missing')) },
  {
    name: '`run.spawn()`',
    scenario: 'spawn',
    cells: [noSpawn, yes('one\n'), yes('one\n'), yes('one\n'), yes('one\n'), yes('one\n')],
  },
  {
    name: '`run.spawn()` of composed components',
    scenario: 'spawnComposed',
    cells: [noSpawn, ...Array(5).fill(yes('Hello\n'))],
  },
  { name: '`input` as data', scenario: 'data', cells: everywhere(yes(lines)) },
  {
    name: '`input` that arrives later',
    scenario: 'later',
    cells: [notInput, yes(lines), yes(lines), headers, yes(lines), yes(lines)],
  },
  {
    name: "`stdin: 'pipe'` of `run.spawn()`",
    scenario: 'written',
    cells: [noSpawn, yes(lines), yes(lines), headers, yes(lines), yes(lines)],
  },
  { name: 'output to a function', scenario: 'callback', cells: everywhere(yes('one\n')) },
  { name: 'output to a stream', scenario: 'stream', cells: [queued, waits, waits, queued, waits, waits] },
  {
    name: 'other code runs while the program waits',
    scenario: 'aliveWaiting',
    cells: [says('no', 'blocked'), ...Array(5).fill(yes('alive'))],
  },
  {
    name: 'other code runs while it computes',
    scenario: 'aliveComputing',
    cells: byThread(says('no', 'blocked'), yes('alive')),
  },
  {
    name: '`signal` while it waits',
    scenario: 'signalWaiting',
    cells: [says('no', 'no error'), ...Array(5).fill(yes('ABORTED'))],
  },
  { name: '`kill` while it waits', scenario: 'killWaiting', cells: [none, ...Array(5).fill(yes('ABORTED'))] },
  { name: '`signal` while it computes', scenario: 'signalComputing', cells: byThread(says('no', 'TIMEOUT'), yes('ABORTED')) },
  {
    name: '`kill` while it computes',
    scenario: 'killComputing',
    cells: [none, says('no', 'TIMEOUT'), ...Array(4).fill(yes('ABORTED'))],
  },
  { name: '`timeout` while it sleeps', scenario: 'timeoutSleeping', cells: everywhere(yes('TIMEOUT')) },
  {
    name: '`timeout` while it computes',
    scenario: 'timeoutComputing',
    cells: byThread(says('when it calls WASI', 'TIMEOUT'), yes('TIMEOUT')),
  },
  {
    name: "Go's timers while it reads",
    scenario: 'timers',
    cells: [
      { ...noSpawn, says: 'no' },
      yes('tick 1,tick 2,read '),
      yes('tick 1,tick 2,read '),
      headers,
      yes('tick 1,tick 2,read '),
      yes('tick 1,tick 2,read '),
    ],
  },
  { name: '`terminal`', scenario: 'terminal', cells: everywhere(yes('\u001b[1;32mstdout\u001b[0m terminal=true\n')) },
  { name: 'a trap has the output so far', scenario: 'trap', cells: everywhere(yes(['TRAP', 'hello\n'])) },
  { name: '`maxOutput`', scenario: 'maxOutput', cells: everywhere(yes('OUTPUT_LIMIT')) },
  { name: '`maxMemory`', scenario: 'maxMemory', cells: everywhere(yes('MEMORY_LIMIT')) },
  {
    name: '`clock`',
    scenario: 'clock',
    cells: byThread(yes('wall 1970-01-01T00:00:00Z\nmonotonic 7\n'), notCalled('clock')),
  },
  { name: '`random`', scenario: 'random', cells: byThread(yes('01010101\n'), notCalled('random')) },
  { name: '`trace`', scenario: 'trace', cells: byThread(yes(true), notCalled('trace')) },
  {
    name: '`trace` of `run.spawn()`',
    scenario: 'spawnTraced',
    cells: [noSpawn, yes('one\n'), ...Array(4).fill(notCalled('trace'))],
  },
  {
    name: 'functions from JavaScript (`imports`)',
    scenario: 'imports',
    cells: [yes(42), yes(42), yes(42), headers, yes(42), yes(42)],
  },
  {
    name: 'functions of a preview1 library',
    scenario: 'libraryCall',
    cells: byThread(says('return values', ['value', 3]), says('return promises', ['promise', 3])),
  },
  { name: '`memory` of a library', scenario: 'libraryMemory', cells: byThread(yes(true), says('no', false)) },
  {
    name: 'a call of a library is ended while it computes',
    cells: [
      none,
      none,
      ...Array(3).fill(named('yes', 'tests/browser/worker-forms.test.ts > a call that computes is ended')),
      named('yes', 'packages/runtime/test/worker-library.test.ts > by a timeout, which each call has for itself'),
    ],
  },
  {
    name: '`instantiate({ async: jspi })`',
    scenario: 'libraryAsync',
    cells: [inWorkerOnly, ...Array(5).fill(says('functions return promises', ['promise', 3]))],
  },
  {
    name: 'functions of a typed library',
    scenario: 'typed',
    cells: byThread(says('return values', ['value', 'hello, you']), says('return promises', ['promise', 'hello, you'])),
  },
  { name: '`memoryDirectory()`', scenario: 'memoryDirectory', cells: everywhere(yes('made')) },
  {
    name: 'a `memoryDirectory()` that is read during the run',
    scenario: 'memoryDuring',
    cells: byThread(says('has its changes', 'made'), says('`BUSY`', 'BUSY')),
  },
  {
    name: 'a `memoryDirectory()` after a run that was ended while it computed',
    scenario: 'memoryEnded',
    // Shared memory tells the program to end by itself as soon as it calls WASI.
    cells: [
      ...Array(2).fill(says('has its changes', 'made')),
      ...Array(2).fill(says('is as it was before', '')),
      says('has its changes if it calls WASI', 'made'),
      says('is as it was before', ''),
    ],
  },
  {
    name: '`hostDirectory()`',
    scenario: 'hostDirectory',
    cells: [only('Node', 'made'), only('Node', 'made'), none, none, none, yes('made')],
  },
]
