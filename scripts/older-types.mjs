import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

import { root } from './steps.mjs'

/** The name that `require()` looks for. TypeScript parses exports whose names are strings from 5.6 on. */
const stringName = /^export \{ \w+ as 'module\.exports' \};\n/m

/**
 * Writes declarations for TypeScript 5.5 and earlier beside those that it cannot parse. The packages name them in `exports`, under the
 * condition `types@<5.6`.
 */
export function olderTypes() {
  for (const name of readdirSync(path.join(root, 'packages'))) {
    const { exports } = JSON.parse(readFileSync(path.join(root, 'packages', name, 'package.json'), 'utf8'))
    for (const { types, 'types@<5.6': older } of Object.values(exports ?? {})) {
      const text = types?.startsWith('./dist/') ? readFileSync(path.join(root, 'packages', name, types), 'utf8') : ''
      if (stringName.test(text) !== (older !== undefined))
        throw new Error(`${name}: ${types} needs 'types@<5.6', or has no need of it`)
      if (older !== undefined) writeFileSync(path.join(root, 'packages', name, older), text.replace(stringName, ''))
    }
  }
}
