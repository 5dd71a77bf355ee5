import { isIdentifierName } from '../../text.js'

/** Returns bindgen's name for an interface in JavaScript: `acme:a/two-words@1.0.0` → `twoWords`. */
export const shortName = (name: string): string =>
  name.replaceAll(/^.*\/|@.*$/g, '').replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

/**
 * Returns those names of an instance's members that are identifiers. An interface has a full and a short name. The short one is
 * an identifier, and is left out if several interfaces share it.
 */
export function shortNames(exports: readonly string[]): string[] {
  const seen = new Set<string>()
  const several = new Set<string>()
  for (const name of exports) {
    if (!name.includes('/')) continue
    const short = shortName(name)
    if (seen.has(short)) several.add(short)
    seen.add(short)
  }
  return exports.filter((name) => isIdentifierName(name) && !several.has(name))
}
