// Programs in workers, and some on this thread, that are stopped, starved and disturbed at any moment, several at a time.
import { memoryDirectory } from '@unwasi/runtime'

import { Finding } from '../frame/finding.mjs'
import { Dirs, inMemory, openFiles } from './dirs.mjs'
import { makeGuest } from './guest.mjs'
import { judge, refer } from './judge.mjs'
import { performCalls, referCalls } from './library.mjs'
import { makeInstance, makeRun, onThisThread, textOf } from './plan.mjs'
import { here, inWorker } from './programs.mjs'
import { perform, wait } from './run.mjs'
import { watched } from './threads.mjs'

/** How many threads stay ready while nothing runs in them. */
const IDLE = 4
/** How many threads there may be at the same time. */
const MOST = 64
/** The milliseconds in which threads must end and files be closed. */
const PATIENCE = 10_000

const make = (random) => ({
  runs: Array.from({ length: random.pick([1, 1, 2, 3]) }, () => makeRun(random)),
  instances: random.chance(0.25) ? [makeInstance(random)] : [],
  crowd: random.chance(0.004),
  /** For how many turns messages to this thread are held back. */
  delays: random.pick([[0], [0], [0, 0, 0, 3], [0, 1, 2, 5]]),
})

const open = async () => {
  const [command, library] = await Promise.all([makeGuest('command'), makeGuest('library')])
  const programs = {
    module: { here: await here(command), there: await inWorker(command) },
    component: { here: await here(command, { host: 'preview2' }), there: await inWorker(command, { host: 'preview2' }) },
    library: { here: await here(library), there: await inWorker(library) },
  }
  return programs
}

/** Resolves when `holds` does. */
const eventually = async (holds, what) => {
  const until = performance.now() + PATIENCE
  while (!holds()) {
    if (performance.now() > until) throw new Finding(what())
    await wait({ turns: 1, ms: 1 })
  }
}

/** More runs than there may be threads. */
const crowd = async ({ there }) => {
  const options = { encoding: 'bytes', timeout: 60_000 }
  const runs = Array.from({ length: MOST + 6 }, (_, index) => there([index % 2 ? 's5z0' : 'w3'], options))
  for (const { value, reason } of await Promise.allSettled(runs)) {
    if (reason && !watched.died) throw reason
    if (value && ![4, 100].includes(value.stdout.length)) throw new Finding('a run of many has other output')
  }
}

const check = async ({ runs: plans, ...input }, programs) => {
  const runs = plans.map((plan) => (plan.place === 'thread' ? onThisThread(plan) : plan))
  const programOf = ({ kind, place }) => programs[kind][place === 'thread' ? 'here' : 'there']
  const shared = memoryDirectory()
  let turn = 0
  watched.died = false
  watched.delay = () => input.delays[turn++ % input.delays.length]
  const references = await Promise.all([
    ...runs.map(async (plan) => within(plan, undefined, (dirs) => refer(programs[plan.kind].here, plan, dirs))),
    ...input.instances.map(async (plan) => within(plan, undefined, (dirs) => referCalls(programs.library.here, plan, dirs))),
  ])
  const ends = await Promise.all([
    ...runs.map((plan, index) =>
      within(plan, shared, async (dirs) => judge(plan, await perform(programOf(plan), plan, dirs), references[index])),
    ),
    ...input.instances.map((plan, index) =>
      within(plan, shared, (dirs) => performCalls(programs.library.there, plan, dirs, references[runs.length + index])),
    ),
    ...(input.crowd ? [crowd(programs.module)] : []),
  ])
  watched.delay = () => 0
  inMemory(shared)
  await eventually(
    () => watched.busy.length + watched.kept.length + watched.dying.length === 0,
    () => `${watched.busy.length} threads have guests, and ${watched.kept.length} keep the process alive`,
  )
  await eventually(
    () => watched.most() <= IDLE,
    () => `${watched.most()} threads stay`,
  )
  await eventually(
    () => openFiles().length === 0,
    () => `${openFiles().length} files stay open`,
  )
  if (watched.faults.length > 0) throw new Finding(watched.faults.splice(0).join(', '))
  const { stdout } = await programs.module.there([`w3${textOf([{ letter: 'z', digit: 0 }])}`], { encoding: 'bytes' })
  if (stdout.length !== 104 || stdout[0] !== 1) throw new Finding('the next run has other output')
  return ends[0]
}

/** Calls `act` with the directories of `plan`. */
const within = async (plan, shared, act) => {
  const dirs = new Dirs(plan.dirs, shared ?? memoryDirectory())
  try {
    return await act(dirs)
  } finally {
    dirs.end()
  }
}

export default { name: 'workers', share: 5, batch: 100, memory: false, limit: 20_000, open, make, check }
