import { useCompileCache } from './compile-cache.js'

/** Runs the command line, like `main`. What is loaded after the call to `useCompileCache`, which is nearly everything, is kept. */
export async function start(argv: readonly string[]): Promise<number> {
  useCompileCache()
  const { main } = await import('./main.js')
  return main(argv)
}
