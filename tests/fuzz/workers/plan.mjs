// Random programs, options and moments, as data.
import { SIZES } from './guest.mjs'

const MOST_BYTES = 3_000_000
/** Letters of a script, with their weights. The last ones end it. */
const LETTERS = [
  [10, 'w'],
  [4, 'e'],
  [5, 'r'],
  [3, 'f'],
  [4, 's'],
  [2, 'p'],
  [2, 'c'],
  [2, 'g'],
  [3, 'm'],
  [3, 'h'],
  [1, 'n'],
  [1, 'j'],
  [1, 'u'],
  [1, 'i'],
  [1, 'd'],
  [0.5, 'q'],
  [1, 'y'],
  [1, 'a'],
  [1, 'k'],
  [0.5, 'x'],
  [0.3, 't'],
  [0.2, 'b'],
  [0.05, 'v'],
  [0.7, 'S'],
  [0.7, 'C'],
]
const ENDLESS = /[SC]/

const digit = (random, letter) => {
  if (letter === 'g') return random.below(4)
  // Files that are opened later must not get the numbers of the standard output streams.
  if (letter === 'q') return random.pick([0, 3, 4, 5, 6])
  return 'csp'.includes(letter) ? random.below(6) : random.below(10)
}

/** Steps of a program: `{ letter, digit }`. */
export const makeSteps = (random, most) => {
  let left = MOST_BYTES
  const steps = Array.from({ length: random.below(most) }, () => {
    const letter = random.weighted(LETTERS)
    const step = { letter, digit: digit(random, letter) }
    if ('werf'.includes(letter) && (left -= SIZES[step.digit]) < 0) step.digit = 1
    return step
  })
  return [...steps, { letter: 'z', digit: 0 }]
}

export const isEndless = ({ letter }) => ENDLESS.test(letter)
export const textOf = (steps) => steps.map(({ letter, digit }) => letter + digit).join('')

const makeInput = (random, spawned) => ({
  kind: random.pick([
    'none',
    'text',
    'bytes',
    'chunks',
    'later',
    'stream',
    'readable',
    'throws',
    'throws later',
    'wrong',
    'hangs',
    ...(spawned ? ['pipe', 'pipe', 'pipe', 'open pipe'] : []),
  ]),
  chunks: Array.from({ length: random.below(6) }, () => random.pick([0, 1, 5, 100, 4096, 70_000, 200_000])),
  turns: random.below(4),
})

const makeOutput = (random, spawned) => ({
  kind: random.weighted([
    [spawned ? 2 : 8, spawned ? 'ignore' : 'pipe'],
    [spawned ? 4 : 1, spawned ? 'read' : 'ignore'],
    [spawned ? 2 : 0, 'read slowly'],
    [spawned ? 2 : 0, 'left'],
    [spawned ? 1 : 0, 'unread'],
    [2, 'function'],
    [0.5, 'throws'],
    [2, 'stream'],
    [1, 'slow stream'],
    [0.5, 'failing stream'],
    [0.5, 'stuck stream'],
    [1, 'writable'],
    [0.5, 'failing writable'],
  ]),
  /** At which chunk something happens. */
  at: random.below(4),
})

const moment = (random) => ({
  // Zero turns are before the worker knows of the run.
  turns: random.pick([0, 0, 1, 2, 5]),
  ms: random.weighted([
    [3, 0],
    [3, random.below(5)],
    [3, random.below(40)],
    [1, random.below(120)],
  ]),
})

const makeActs = (random, acts, most) =>
  Array.from({ length: random.below(most) }, () => ({ ...moment(random), act: random.pick(acts) }))

const limits = (random) =>
  random.weighted([
    [8, {}],
    [1, { maxOutput: random.pick([0, 10, 5000, 200_000]) }],
    [1, { maxMemory: random.pick([0, 600_000, 1_000_000]) }],
    [1, { maxHandles: random.pick([0, 4, 6]) }],
  ])

const makeDirs = (random) => ({
  memory: random.weighted([
    [4, 'own'],
    [2, 'shared'],
    [2, 'none'],
  ]),
  host: random.chance(0.6),
})

const RUN_ACTS = ['abort', 'abort', 'abort twice', 'die', 'block', 'touch']
const SPAWN_ACTS = [
  ...RUN_ACTS,
  'kill',
  'kill',
  'dispose',
  'cancel stdout',
  'cancel stderr',
  'abort stdin',
  'close stdin',
  'write stdin',
]

/** A run of a command. */
export const makeRun = (random) => {
  const spawned = random.chance(0.6)
  const steps = makeSteps(random, 25)
  const run = {
    kind: random.weighted([
      [4, 'module'],
      [1, 'component'],
    ]),
    place: random.chance(0.25) ? 'thread' : 'worker',
    spawned,
    steps,
    input: makeInput(random, spawned),
    stdout: makeOutput(random, spawned),
    stderr: makeOutput(random, spawned),
    dirs: makeDirs(random),
    limits: limits(random),
    begins: random.chance(0.5) ? { turns: 0, ms: 0 } : moment(random),
    timeout: random.chance(0.15) ? random.pick([1, 5, 20, 60]) : undefined,
    acts: random.chance(0.5) ? makeActs(random, spawned ? SPAWN_ACTS : RUN_ACTS, 4) : [],
    last: 20 + random.below(100),
  }
  return { ...run, endless: cannotEnd(run) }
}

/** Whether the run may wait forever, so that it has to be stopped. */
const cannotEnd = ({ steps, input, stdout, stderr }) =>
  steps.some(isEndless) ||
  ['hangs', 'open pipe'].includes(input.kind) ||
  [stdout, stderr].some(({ kind }) => ['unread', 'stuck stream'].includes(kind))

/** The same run as far as it is possible on this thread, which must not compute forever. Without JSPI it can't wait either. */
export const onThisThread = (plan) => {
  const waits = typeof WebAssembly.Suspending === 'function'
  const steps = plan.steps.filter(({ letter }) => letter !== 'C' && (waits || letter !== 'S'))
  const adapted = { ...plan, steps, acts: plan.acts.filter(({ act }) => act !== 'die') }
  if (!waits) {
    const output = ({ kind, at }) => ({ kind: /read|left/.test(kind) ? 'function' : kind, at })
    // What waits for a stream counts, too.
    const isQueued = [plan.stdout, plan.stderr].some((one) => /stream|writable/.test(one.kind))
    const kind = /none|text|bytes|^throws$|wrong/.test(plan.input.kind) ? plan.input.kind : 'chunks'
    Object.assign(adapted, {
      spawned: false,
      limits: isQueued ? {} : plan.limits,
      input: { ...plan.input, kind },
      stdout: output(plan.stdout),
      stderr: output(plan.stderr),
      acts: adapted.acts.filter(({ act }) => RUN_ACTS.includes(act)),
    })
  }
  return { ...adapted, endless: cannotEnd(adapted) }
}

const LIBRARY_ACTS = ['abort', 'dispose', 'dispose and wait', 'die', 'block', 'touch', 'dispose', 'lose']

/** An instance of a library, and calls of its function. */
export const makeInstance = (random) => {
  const steps = makeSteps(random, 12)
  const input = makeInput(random, false)
  const instance = {
    steps,
    /** Before which calls it waits for those before them. */
    waits: steps.map(() => random.chance(0.3)),
    input,
    stdout: {
      kind: random.pick(['ignore', 'function', 'function', 'throws', 'stream', 'slow stream', 'failing stream', 'stuck stream']),
      at: random.below(4),
    },
    dirs: makeDirs(random),
    limits: random.chance(0.1) ? { maxMemory: 1_000_000 } : {},
    begins: moment(random),
    timeout: random.chance(0.15) ? random.pick([1, 5, 20, 60]) : undefined,
    acts: random.chance(0.6) ? makeActs(random, LIBRARY_ACTS, 4) : [],
    last: 20 + random.below(100),
  }
  return { ...instance, endless: cannotEnd({ ...instance, stderr: {} }) }
}
