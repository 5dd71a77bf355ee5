// Components that are commands, made by compilers and by core. Only core reads them, in about 1 ms a case.
import { transpile } from '@unwasi/core'
import { fixture } from '../../../fixtures/index.mjs'

import { convert, someChange, someOptions, sometimesMangled } from './convert.mjs'
import { components, converted } from './sources.mjs'

const TYPED = 'p2-typed'

export async function commandSources() {
  const { sources, pool } = components()
  const own = await converted(['hello', 'exit', 'trap', 'descriptors'])
  return { sources: [...sources.filter(({ name }) => name !== TYPED), ...own], pool }
}

export default {
  name: 'commands',
  share: 20,
  batch: 1000,
  async open() {
    // A changed name occasionally turns a command into a library, and the toolchain for its glue is compiled at its first use.
    await transpile(fixture(TYPED), { cache: false })
    return commandSources()
  },
  make(random, context) {
    const input = sometimesMangled(random, someChange(random, context, ['body']), context)
    return { ...input, options: someOptions(random) }
  },
  async check(input) {
    const { outcome } = await convert(input)
    return outcome
  },
}
