// Builds or watches with Farm's configuration in argv. Farm prints errors itself and ends the process.
import unwasi from '@unwasi/unplugin/farm'
import { build, watch } from '@farmfe/core'

import { config, make, report } from './read-config.mjs'

const plugin = make(unwasi)
await (config.watch ? watch : build)({ ...config.farm, clearScreen: false, plugins: [plugin] })
report({})
