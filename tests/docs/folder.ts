import { rmSync } from 'node:fs'
import path from 'node:path'

import { workspace } from './blocks.js'

/** What the tests write. It lies inside the workspace, where our packages and the bundlers are found by name. */
export const folder = path.join(workspace, 'tests/.output/docs', String(process.pid))

/** The cache of conversions, of the plugins as well as of the command. All projects share it. */
export const cache = path.join(folder, 'cache')

export const removeFolder = () => rmSync(folder, { recursive: true, force: true })
