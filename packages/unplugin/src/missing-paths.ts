import { existsSync } from 'node:fs'
import path from 'node:path'

import { quoted } from '@unwasi/core/text'

/** Returns a remark about `paths`, keys of `option` that must lead to programs, which do not exist. Such a key has no effect. */
export function missingPaths(option: string, paths: readonly string[], root: string): string | undefined {
  const missing = paths.filter((key) => !existsSync(path.resolve(root, key)))
  if (missing.length === 0) return undefined
  const names = missing.map((key) => quoted(key)).join(' and ')
  return `Option '${option}' names ${names}, which ${missing.length === 1 ? 'does' : 'do'} not exist in ${quoted(root)}. Correct the path, or leave it out.`
}
