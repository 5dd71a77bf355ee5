// The file is written by `npm run guest`.
import run from './.cache/tsgo.wasm?component&worker'

import { parse, type Diagnostic } from './diagnostics.js'
import { asTree, type Files } from './projects.js'

/** Fetches and compiles the compiler. `onProgress` gets numbers of bytes. */
export const load = (onProgress: (progress: { loaded: number; total: number | undefined }) => void): Promise<void> =>
  run.load({ onProgress })

/**
 * Checks a project as `tsc --noEmit` does. Each check is a fresh instance in a worker, and `signal` ends it at any moment.
 * Rejects if it was ended, and if the compiler fails.
 */
export async function check(files: Files, signal: AbortSignal): Promise<Diagnostic[]> {
  const { exitCode, stdout, stderr } = await run(['-p', '.', '--noEmit', '--pretty', 'false'], {
    dirs: { '/project': asTree(files) },
    // A process this short needs no thrifty garbage collector: GOGC=400 takes a fifth off the time of a check.
    env: { PWD: '/project', GOGC: '400' },
    signal,
  })
  const diagnostics = parse(stdout)
  if (exitCode !== 0 && diagnostics.length === 0) {
    throw new Error(`The compiler ended with code ${exitCode}: ${stdout}${stderr}`)
  }
  return diagnostics
}
