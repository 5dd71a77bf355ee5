import { bareName } from '../link/given.js'
import type { ImportSources } from './declared.js'

/** Returns the source of an interface. The sources may name it with or without its version. */
export function sourceOf(interfaceName: string, sources: ImportSources = {}): string | true | undefined {
  for (const key of [interfaceName, bareName(interfaceName)]) if (Object.hasOwn(sources, key)) return sources[key]
  return undefined
}
