import { readFile } from 'node:fs/promises'
import { performance } from 'node:perf_hooks'

/** The milliseconds that the engine needs for an instance of a compiled module, again and again. Its imports are never called. */
export default async function instance({ file, rounds }) {
  const module = await WebAssembly.compile(await readFile(file))
  const imports = {}
  for (const { module: from, name } of WebAssembly.Module.imports(module)) (imports[from] ??= {})[name] = () => 0
  const times = []
  for (let round = 0; round < rounds; round++) {
    const start = performance.now()
    await WebAssembly.instantiate(module, imports)
    times.push(performance.now() - start)
  }
  return times
}
