// Converts modules to components, where the caller's names become WIT, in about 10 ms a case.
import { componentize } from '@unwasi/core'
import { fixture } from '../../../fixtures/index.mjs'

import { convert } from './convert.mjs'
import modules from './modules.mjs'

export default {
  ...modules,
  name: 'portable',
  share: 8,
  batch: 400,
  async open() {
    // wit-component is compiled at its first use.
    await componentize(fixture('hello'), { cache: false })
    return modules.open()
  },
  make: (random, context) => ({ ...modules.make(random, context), portable: true }),
  async check(input) {
    const { outcome } = await convert(input)
    return outcome
  },
}
