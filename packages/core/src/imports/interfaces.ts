import { bareName } from '../link/given.js'

/** The option `imports`: files and calls that give what a guest imports, by name. */
export type ImportSources = Readonly<Record<string, string | true>>

/** Returns the source of an interface. The sources may name it with or without its version. */
export function sourceOf(interfaceName: string, sources: ImportSources): string | true | undefined {
  for (const key of [interfaceName, bareName(interfaceName)]) if (Object.hasOwn(sources, key)) return sources[key]
  return undefined
}
