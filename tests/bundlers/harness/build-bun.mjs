// Bun runs this script. It builds with the configuration of Bun.build in argv.
import unwasi from '@unwasi/unplugin/bun'

import { config, make, report } from './read-config.mjs'

const plugin = make(unwasi)
try {
  const { logs } = await Bun.build({ ...config.bun, plugins: [plugin] })
  report({ warnings: logs.map(({ message }) => message) })
} catch (error) {
  const messages = (error.errors ?? [error]).map(
    ({ message, position }) => `${message}\n    at ${position?.file}:${position?.line}`,
  )
  report({ error: { name: error.name, message: messages.join('\n') } })
}
