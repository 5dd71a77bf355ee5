// Hostile components of WASI 0.2, linked in both ways.
import { flood, huge } from './excess.mjs'
import { writeScript } from './records.mjs'
import { release } from './release.mjs'
import { prepare } from './program.mjs'
import { Script } from './script.mjs'
import { onStage, openStage } from './stage.mjs'
import { BLOCKS, makeVariant } from './variants.mjs'
import { makeSetting } from './world.mjs'

/** The number of variants with faults. */
const WRONG = { command: 600, library: 6 }
const TRAP = 95

const variants = new Map()
const variant = (number, kind) => {
  const key = `${kind} ${number}`
  if (!variants.has(key)) variants.set(key, makeVariant(number, kind))
  return variants.get(key)
}

const fill = (script, random, kind, setting, excess) => {
  const steps = () => {
    // Forbidden calls come first, before the host has handed out anything, and again later.
    if (random.chance(0.5) || (script.isOdd && random.chance(0.6))) script.odd(random.between(1, 3))
    if (random.chance(0.9)) script.begin()
    while (!script.full) {
      if (random.chance(0.15)) script.trick()
      else script.step()
    }
  }
  // The calls before the excess must not trap, or it would not be reached.
  if (excess) script.care = true
  script.block(BLOCKS.main, 20, () => {
    if (excess) {
      script.begin()
      if (random.chance(0.4)) flood(script, setting.directory === 'memory')
      else huge(script)
    } else if (random.chance(0.04)) release(script)
    steps()
  })
  // This exits, but most scripts do not get that far.
  if (kind === 'command' && random.chance(0.15)) script.block(BLOCKS.main + 20, 1, () => script.call(script.named('exit')))
  if (kind === 'library') {
    script.block(BLOCKS.second, 17, steps)
    script.block(BLOCKS.third, 20, steps)
    script.block(BLOCKS.post, 4, () => random.chance(0.3) && script.step({ nested: true }))
    script.records[TRAP] = { op: script.own.trap }
  }
  for (let index = 0; index < 4; index++) {
    script.block(BLOCKS.realloc + 4 * index, 3, () => {
      for (let left = random.between(1, 3); left > 0; left--) script.step({ nested: true })
    })
  }
}

const make = (kind) => (random) => {
  const excess = kind === 'command' && random.chance(0.04)
  const number = excess || random.chance(kind === 'command' ? 0.75 : 0.7) ? 0 : random.between(1, WRONG[kind])
  const { bytes, scriptAt, poolAt, calls, handlers } = variant(number, kind)
  const script = new Script(random, calls, handlers)
  const setting = makeSetting(random)
  // An excess needs something that can be filled.
  if (excess && random.chance(0.8)) Object.assign(setting, { directory: random.pick(['memory', 'memory', 'host']), limits: {} })
  fill(script, random, kind, setting, excess)
  const own = Uint8Array.from(bytes)
  writeScript(own, scriptAt, script.records)
  own.set(script.pool.bytes, poolAt)
  const describe = (index) => {
    const { op, args } = script.records[index]
    return `${calls[op] ? `${calls[op].face} ${calls[op].name}` : `operation ${op}`}(${args.join('; ')}), record ${index}`
  }
  return { bytes: own, variant: number, setting, note: [...script.notes].join(), never: script.never, describe }
}

/** The converted form of the variant, or the error that refuses it. */
const converted = (context, { bytes, variant: number }) => {
  if (!context.converted.has(number))
    context.converted.set(
      number,
      prepare(bytes).catch((error) => ({ error })),
    )
  return context.converted.get(number)
}

const outcome = async (act) => {
  try {
    return { result: await act(), error: undefined }
  } catch (error) {
    return { result: undefined, error }
  }
}

const check = (kind) => async (input, context) => {
  const program = await converted(context, input)
  if (program.error) {
    if (program.error.name === 'UnwasiError') return 'refused'
    throw program.error
  }
  const made = await program(input.bytes)
  // The compilation is not part of the case.
  await made.load()
  // Output to a callback is not captured.
  const captured = kind === 'command' ? {} : { captured: false }
  return onStage(context, { ...input, ...captured }, async (options) => {
    if (kind === 'command') {
      const { result, error } = await outcome(() => made.sync(['argument', ''], options))
      const { stdout, stderr } = result ?? error
      return { result, error, outputs: [stdout, stderr] }
    }
    const rest = { ...options }
    delete rest.encoding
    const printed = []
    const callback = rest.stdout === 'pipe' ? (chunk) => void printed.push(chunk) : rest.stdout
    const { error } = await outcome(async () => {
      const instance = await made({ ...rest, stdout: callback, stderr: callback })
      const texts = []
      const { error: first } = await outcome(() => {
        for (const block of [BLOCKS.main, BLOCKS.second, BLOCKS.third]) texts.push(instance.act(block))
      })
      printed.push(...texts)
      // Ends the instance if nothing has ended it yet.
      await outcome(() => instance.act(TRAP))
      if (first) throw first
    })
    return { result: undefined, error, outputs: printed.slice(0, 50) }
  })
}

const flags = ['--max-old-space-size=128']

/** Converts the usual variant right away, because loading jco takes longer than a case may. */
const open = (kind) => async () => {
  const converted = new Map([[0, prepare(variant(0, kind).bytes)]])
  await converted.get(0)
  return Object.assign(await openStage(), { converted })
}

export const commands = {
  name: 'hostile-commands',
  share: 30,
  batch: 500,
  flags,
  open: open('command'),
  make: make('command'),
  check: check('command'),
}
export const libraries = {
  name: 'hostile-libraries',
  share: 8,
  batch: 300,
  flags,
  open: open('library'),
  make: make('library'),
  check: check('library'),
}
