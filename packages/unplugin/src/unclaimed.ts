import { readFile } from 'node:fs/promises'

/**
 * A warning for a WASI program that is imported without `?component`: the bundler then fails on `wasi_snapshot_preview1`, or emits a
 * module that fails at run time, and neither message names the remedy. Undefined for any other file.
 */
export async function unclaimedWarning(file: string, source: string): Promise<string | undefined> {
  const { classify } = await import('@unwasi/core')
  const found = classify(await readFile(file), { file })
  if (found.kind !== 'command' && found.kind !== 'library') return undefined
  if (found.functions.length === 0) return undefined
  return `${file} is a WASI program, imported as plain WebAssembly, which can't run it. Import '${source}?component', or name it in the option 'include'.`
}
