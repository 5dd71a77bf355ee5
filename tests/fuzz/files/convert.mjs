// Runs everything that core does with a file, and checks the results.
import { componentize, inspect, transpile } from '@unwasi/core'

import { Finding } from '../frame/finding.mjs'
import { agree, attempt, checkPlan, checkText } from './outcome.mjs'
import { hostileText } from './names.mjs'
import { mangle } from './mangle.mjs'
import { LARGEST, mutate } from './mutate.mjs'
import { encode } from './encode.mjs'

const RUNTIME = '@unwasi/runtime'

/** Random options of a conversion. */
export function someOptions(random) {
  const named = random.chance(0.2)
  return {
    strip: random.weighted([
      [5, 'none'],
      [3, 'debug'],
      [3, 'all'],
    ]),
    compact: random.chance(0.5),
    trace: random.chance(0.3),
    inline: random.chance(0.2),
    ...(named && { name: hostileText(random) || 'x' }),
    ...(random.chance(0.2) && { file: `/${hostileText(random)}/main.wasm` }),
  }
}

/** Several changes together may make a file larger than the time limits allow for. */
export const cut = (bytes) => bytes.subarray(0, LARGEST)

/** A changed file of `sources`, and a record of the changes. */
export function someChange(random, { sources, pool }, without) {
  const source = random.pick(sources)
  const { tree, done } = mutate(random, source.tree, pool, without)
  return { bytes: cut(encode(tree)), note: done.join(' '), of: source.name }
}

/** In some cases bytes change that were not taken apart. */
export function sometimesMangled(random, input, { sources }, probability = 0.05) {
  if (!random.chance(probability)) return input
  return { ...input, bytes: mangle(random, input.bytes, random.pick(sources).bytes), note: `${input.note} mangle` }
}

const outcomeOf = ({ value, error }) => (value ? 'accepted' : error.code)

/** Runs inspect, transpile and, on request, component. Returns the result of transpile. */
export async function convert({ bytes, options, portable }) {
  const before = bytes.slice()
  const { inline, strip, compact, trace, name, file, imports } = options
  const inspected = await attempt('inspect', () => inspect(bytes, { file }))
  if (inspected.value) attemptJson(inspected.value)
  const assetUrl = (asset) => JSON.stringify(`data:application/wasm;base64,${Buffer.from(asset.bytes).toString('base64')}`)
  const transpiled = await attempt('transpile', () =>
    transpile(bytes, { cache: false, strip, compact, trace, name, file, imports, runtime: RUNTIME, ...(inline && { assetUrl }) }),
  )
  // `inspect` does not know what JavaScript gives.
  if (imports === undefined) agree(inspected, transpiled)
  if (transpiled.value) {
    checkPlan(transpiled.value.code, imports)
    checkText('the emitted module', transpiled.value.code, 'js')
    checkText('the emitted .d.ts', transpiled.value.types, 'dts')
  }
  if (portable) await convertPortably(bytes, options, inspected, transpiled)
  if (Buffer.compare(before, bytes) !== 0) throw new Finding('the caller’s own bytes were changed')
  return { outcome: outcomeOf(transpiled), transpiled, inspected }
}

function attemptJson(value) {
  const text = JSON.stringify(value)
  if (JSON.stringify(JSON.parse(text)) !== text) throw new Finding('an inspection does not survive JSON')
}

/** Whether something is refused in an ES module, whose glue can't have it, but not in a component, whose host may provide it. */
const onlyOfModules = (headline) =>
  headline.startsWith('a core module in the component imports or exports the name') ||
  headline.startsWith('the component imports interfaces that unwasi does not provide')

/**
 * A module that converts also becomes a component, or is refused with a reason. wit-component never sees what it could stumble
 * over.
 */
async function convertPortably(bytes, { strip, compact, file }, inspected, transpiled) {
  const made = await attempt('component', () => componentize(bytes, { cache: false, strip, compact, file }))
  if (made.error?.code === 'TOOLCHAIN') {
    throw new Finding(`component: ${made.error.message}`, { kind: 'component fails with TOOLCHAIN', cause: made.error })
  }
  if (made.value === undefined) return
  if (!transpiled.value && !onlyOfModules(transpiled.error.headline))
    throw new Finding(`component accepts what transpile refuses: ${transpiled.error.message}`)
  const { kind, adapter } = inspected.value ?? {}
  if (kind === 'component' && !adapter?.present) throw new Finding('component takes a component')
  const again = await attempt('inspect of the component', () => inspect(made.value))
  if (!again.value?.converts) {
    const why = again.error?.message ?? again.value.refusal.headline
    if (onlyOfModules(why)) return
    throw new Finding(`what component wrote is refused: ${why}`)
  }
}
