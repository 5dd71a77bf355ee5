import { readFile } from 'node:fs/promises'

import { oneLine } from '@unwasi/core/text'

/**
 * Returns a warning for a WASI program that is imported without `?component`. The bundler then fails on `wasi_snapshot_preview1`
 * or on a component's version, or emits a module that fails at run time, and its message does not name the remedy. Undefined for
 * other files.
 */
export async function unclaimedWarning(file: string, source: string): Promise<string | undefined> {
  const { classify } = await import('@unwasi/core')
  const found = classify(await readFile(file), { file })
  if (found.kind === 'refused' || (found.kind !== 'component' && found.functions.length === 0)) return undefined
  return oneLine(
    `${file} is a WASI ${found.kind === 'component' ? 'component' : 'program'}, but it is imported as plain WebAssembly, which can't run it. Import '${source}?component', or add the file to the option 'include'.`,
  )
}
