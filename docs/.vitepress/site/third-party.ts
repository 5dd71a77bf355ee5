import { realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

import { thirdParty } from '../../../examples/shared/third-party.js'

/** The folder with VitePress and with what it depends on. */
const modules = path.join(realpathSync(path.dirname(createRequire(import.meta.url).resolve('vitepress/package.json'))), '..')

/** The parts of VitePress that are in the scripts of the pages: its theme, and the search. The fonts name their licence themselves. */
const parts = {
  vitepress: 'LICENSE',
  vue: 'LICENSE',
  '@vueuse/core': 'LICENSE',
  '@vueuse/integrations': 'LICENSE',
  minisearch: 'LICENSE.txt',
  'mark.js': 'LICENSE',
  'focus-trap': 'LICENSE',
}

/** A plugin that writes `THIRD-PARTY.txt`: the notices of what the pages contain. */
export const notices = thirdParty(
  Object.entries(parts).map(([name, file]) => ({
    about: `${name}, https://www.npmjs.com/package/${name}`,
    file: path.join(modules, name, file),
  })),
)
