// Changed and generated modules for inspect and transpile, in 0.1 to 1 ms a case.
import { transpile } from '@unwasi/core'

import { buildModule } from './build.mjs'
import { convert, cut, someChange, someOptions, sometimesMangled } from './convert.mjs'
import { mutate } from './mutate.mjs'
import { encode } from './encode.mjs'
import { modules } from './sources.mjs'
import { parse } from './tree.mjs'

/** A generated module, changed or not. */
export function someBuilt(random, build, pool, note, without) {
  const bytes = cut(build(random))
  if (random.chance(0.5)) return { bytes, note }
  const { tree, done } = mutate(random, parse(bytes), pool, without)
  return { bytes: cut(encode(tree)), note: `${note} ${done.join(' ')}` }
}

export default {
  name: 'modules',
  share: 180,
  batch: 4000,
  async open() {
    const found = modules()
    await transpile(found.sources[0].bytes, { cache: false })
    return found
  },
  make(random, context) {
    const input = random.chance(0.3) ? someBuilt(random, buildModule, context.pool, 'built') : someChange(random, context)
    return { ...sometimesMangled(random, input, context), options: someOptions(random) }
  },
  async check(input) {
    const { outcome } = await convert(input)
    return outcome
  },
}
