// Hostile preview1 programs.
import { writeScript } from './records.mjs'
import { makeModule } from './modules.mjs'
import { prepare } from './program.mjs'
import { Preview1Script } from './script-preview1.mjs'
import { onStage, openStage } from './stage.mjs'
import { makeSetting } from './world.mjs'

const STEPS = 40
const PAGE = 65536
const LARGEST = 65536

const modules = new Map()
const moduleOf = (pages) => {
  if (!modules.has(pages)) modules.set(pages, makeModule({ pages, converted: true }))
  return modules.get(pages)
}

const make = (random) => {
  const pages = random.weighted([
    [100, 4],
    [0.5, LARGEST],
  ])
  const { bytes, scriptAt, poolAt, calls, handlers } = moduleOf(pages)
  const setting = makeSetting(random)
  const script = new Preview1Script(random, calls, handlers, pages * PAGE)
  for (let step = 0; step < STEPS; step++) {
    if (random.chance(0.05)) script.trick()
    else script.step()
    if (random.chance(0.0005)) script.flood(setting.directory === 'memory')
    if (random.chance(0.0005)) script.huge()
  }
  const own = bytes.slice()
  writeScript(own, scriptAt, script.records)
  own.set(script.pool.bytes, poolAt)
  const describe = (index) => {
    const { op, args } = script.records[index]
    return `${calls[op]?.name ?? `operation ${op}`}(${args.join('; ')}), record ${index}`
  }
  return { bytes: own, pages, setting, note: [...script.notes].join(), describe }
}

const check = async (input, context) => {
  const { pages } = input
  if (!context.converted.has(pages)) context.converted.set(pages, await prepare(makeModule({ pages }).bytes))
  const run = await context.converted.get(pages)(input.bytes)
  await run.load()
  return onStage(context, input, (options) => {
    try {
      const result = run.sync(['argument', ''], options)
      return { result, outputs: [result.stdout, result.stderr] }
    } catch (error) {
      return { error, outputs: [error?.stdout, error?.stderr] }
    }
  })
}

export default {
  name: 'hostile-preview1',
  share: 30,
  batch: 1000,
  flags: ['--max-old-space-size=128'],
  open: async () => Object.assign(await openStage(), { converted: new Map() }),
  make,
  check,
}
