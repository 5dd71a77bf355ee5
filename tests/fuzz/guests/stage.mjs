// Runs a case among others: beside a victim that runs in between, and beside files that the process itself has open.
import { makeVictim } from './victim.mjs'
import { files, watchFiles } from './descriptors.mjs'
import { judge } from './judge.mjs'
import { keepInstances, takeInstances, unseen } from './ledger.mjs'
import { CANARY, World, optionsFor } from './world.mjs'

/** Opened once in a process that runs cases. */
export const openStage = async () => {
  keepInstances()
  const watch = watchFiles()
  const world = new World()
  const victim = await makeVictim()
  return { watch, world, victim, cases: 0 }
}

/**
 * Runs `input` by `act(options)`, which returns `{ result?, error?, outputs }`, and judges the outcome.
 *
 * @returns how it ended
 */
export const onStage = async (stage, input, act) => {
  const { watch, world } = stage
  const { setting } = input
  const owner = `case ${stage.cases++}`
  const victim = { left: setting.victim ? 1 : 0, calls: 0, found: undefined }
  // Between two calls of the guest, the process does something else.
  const hook = () => {
    if (victim.left === 0 || victim.calls++ < 1) return
    victim.left--
    watch.as('victim', [world.victim], () => {
      const { stdout } = unseen(() => stage.victim.sync([], { dirs: { '/': world.victims() } }))
      if (stdout !== `${CANARY}victim`) victim.found = `the victim read ${JSON.stringify(stdout.slice(0, 100))}`
    })
  }
  takeInstances()
  const options = optionsFor(setting, world, hook)
  const stranger = setting.stranger ? files.openSync(world.secret) : undefined
  watch.begin(owner, [world.granted])
  let end
  try {
    end = await act(options)
  } finally {
    if (stranger !== undefined && !isAt(stranger, world.secret)) victim.found = "the process's own file was closed"
    else if (stranger !== undefined) files.closeSync(stranger)
    if (watch.changed) world.dirty = true
  }
  const descriptors = watch.end(owner)
  for (const fd of descriptors) files.closeSync(fd)
  return judge({ ...input, watch, world, end, victim, descriptors, maxOutput: setting.maxOutput })
}

/** Whether `fd` is open and leads to `path`. */
const isAt = (fd, path) => {
  try {
    return files.readlinkSync(`/proc/self/fd/${fd}`) === path
  } catch {
    return false
  }
}
