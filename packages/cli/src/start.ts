import { useCompileCache } from './compile-cache.js'

/** Runs the command line, like `main`. What is loaded after the call to `useCompileCache`, which is nearly everything, is kept. */
export async function start(argv: readonly string[]): Promise<number> {
  useCompileCache()
  const { main } = await import('./main.js')
  return main(argv)
}

/** The same in the thread that `unwasi run` starts for a program. */
export async function startInWorker(): Promise<number> {
  useCompileCache()
  const { work } = await import('./worker.js')
  return work()
}
