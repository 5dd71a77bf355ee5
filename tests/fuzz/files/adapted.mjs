// Components that the official adapter made. The programs in them are taken out, in about 10 ms a case.
import { componentize, inspect } from '@unwasi/core'
import { adapt, parse as assemble } from '../../../fixtures/components.mjs'
import { fixture } from '../../../fixtures/index.mjs'

import { Finding } from '../frame/finding.mjs'
import { convert, someChange, someOptions, sometimesMangled } from './convert.mjs'
import { attempt } from './outcome.mjs'
import { components } from './sources.mjs'
import { parse } from './tree.mjs'

const LIBRARY = `(module (import "wasi_snapshot_preview1" "fd_write" (func (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1) (func (export "_initialize"))
  (func (export "add-two") (param i32 i32) (result i32) i32.const 0) (func (export "half") (param f64) (result f64) f64.const 0))`
const WIT = 'package a:b; world w { export add-two: func(a: s32, b: s32) -> s32; export half: func(x: f64) -> f64; }'

async function adaptedSources() {
  const names = ['hello', 'exit', 'duplicate-imports', 'start-section', 'assemblyscript']
  const made = await Promise.all(names.map(async (name) => ({ name, bytes: await adapt(fixture(name)) })))
  const library = await adapt(await assemble(LIBRARY), { kind: 'reactor', world: 'w', wit: WIT })
  return [...made, { name: 'library', bytes: library }].map(({ name, bytes }) => ({
    name: `adapted ${name}`,
    bytes,
    tree: parse(bytes),
  }))
}

export default {
  name: 'adapted',
  share: 8,
  batch: 400,
  async open() {
    // wit-component is compiled at its first use.
    await componentize(fixture('hello'), { cache: false })
    return { sources: await adaptedSources(), pool: components().pool }
  },
  make(random, context) {
    const input = sometimesMangled(random, someChange(random, context, ['body']), context)
    return { ...input, options: someOptions(random), portable: random.chance(0.3) }
  },
  async check(input) {
    const { outcome, transpiled, inspected } = await convert(input)
    const [asset] = transpiled.value?.assets ?? []
    const isTakenOut = asset !== undefined && inspected.value.kind === 'component' && asset.bytes[6] === 0
    if (isTakenOut) await checkProgram(asset.bytes, inspected.value)
    return isTakenOut ? `${outcome} as a program` : outcome
  },
}

/** What was taken out must be a preview1 module that unwasi accepts by itself. */
async function checkProgram(bytes, { adapter }) {
  if (!adapter?.present) throw new Finding('a component was taken apart, but inspect does not say so')
  const alone = await attempt('inspect of the program', () => inspect(bytes))
  if (!alone.value?.converts || alone.value.kind === 'component') {
    throw new Finding(`the program in a component is refused alone: ${alone.error?.message ?? alone.value?.refusal?.headline}`)
  }
}
