// Components with typed interfaces, for which jco writes glue, in about 30 ms a case.
import { transpile } from '@unwasi/core'

import { buildTyped } from './build-typed.mjs'
import { convert, someChange, someOptions } from './convert.mjs'
import { someBuilt } from './modules.mjs'
import { components, converted } from './sources.mjs'

export async function typedSources() {
  const { sources, pool } = components()
  const typed = sources.filter(({ name }) => name === 'p2-typed')
  const found = { sources: [...typed, ...(await converted(['library', 'library-pure', 'library-names']))], pool }
  await transpile(typed[0].bytes, { cache: false })
  return found
}

export default {
  name: 'typed',
  share: 6,
  batch: 200,
  open: typedSources,
  make(random, context) {
    const input = random.chance(0.6)
      ? someBuilt(random, buildTyped, context.pool, 'built', ['body'])
      : someChange(random, context, ['body'])
    return { ...input, options: someOptions(random) }
  },
  async check(input) {
    const { outcome } = await convert(input)
    return outcome
  },
}
