import type { Import } from '../read/shapes.js'
import { quoted, shortened } from '../text.js'

const SHOWN = 6
const LONGEST = 80

/** Makes a name from a binary fit for one line of a message. A name with anything except printable ASCII is quoted. */
export function printable(name: string): string {
  const short = shortened(name, LONGEST)
  return /^[\x21-\x7e…]+$/.test(short) ? short : quoted(short)
}

/** Lists names, each once, and at most six: `env.a, env.b and 12 more`. */
export function list(names: readonly string[]): string {
  const unique = [...new Set(names)]
  const shown = unique.slice(0, SHOWN).map(printable)
  const rest = unique.length - shown.length
  if (rest > 0) return `${shown.join(', ')} and ${rest} more`
  const last = shown.pop() ?? ''
  return shown.length === 0 ? last : `${shown.join(', ')} and ${last}`
}

export const fullName = ({ module, name }: Import): string => `${module}.${name}`

export const fullNames = (imports: readonly Import[]): string => list(imports.map(fullName))

/** Returns a signature as text: `(i32, i64) -> i32`. */
export function signatureText({ params, results }: { params: readonly string[]; results: readonly string[] }): string {
  return `(${params.join(', ')}) -> ${results.length === 0 ? 'nothing' : results.join(', ')}`
}
