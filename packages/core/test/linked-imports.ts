import { vi } from 'vitest'

/** What every core module that `work` instantiates, synchronously, is given, in order. */
export function linkedImports(work: () => unknown): WebAssembly.Imports[] {
  const found: WebAssembly.Imports[] = []
  const { Instance } = WebAssembly
  const spy = vi.spyOn(WebAssembly, 'Instance').mockImplementation(function (module, imports) {
    found.push(imports ?? {})
    return new Instance(module, imports)
  })
  try {
    work()
  } finally {
    spy.mockRestore()
  }
  return found
}
