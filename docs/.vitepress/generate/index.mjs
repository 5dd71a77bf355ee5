// Writes docs/reference from the types and from the command's help. `npm run build` in docs does this first.
import { rmSync, mkdirSync } from 'node:fs'
import path from 'node:path'

import { writeApi } from './api.mjs'
import { writeCommand } from './command.mjs'

const output = path.resolve(import.meta.dirname, '../../reference')

rmSync(output, { recursive: true, force: true })
mkdirSync(output, { recursive: true })
await writeApi(output)
writeCommand(output)
