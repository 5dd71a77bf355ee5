import type { RunContext } from '../context/run-context.js'
import type { CoreFunction } from '../guest/core-function.js'
import { chain, makeInstance, type Enter } from '../guest/instance.js'
import type { ImportsLink } from '../guest/imports.js'
import type { HostPart, Preview1Host } from '../preview1/host.js'
import type { tracing } from '../preview1/trace/tracer.js'

/**
 * Makes an instance of a core module over the preview1 host that `parts` make and the imports that `link` makes, and calls those exports in `entries` that exist,
 * in order. If `waits`, the result may be a promise. `enter` performs calls into an instance that outlasts them.
 */
export const instantiateModule = (
  module: WebAssembly.Module,
  parts: readonly HostPart[],
  link: ImportsLink | undefined,
  trace: typeof tracing | undefined,
  entries: readonly string[],
  context: RunContext,
  waits: boolean,
  enter: Enter | undefined,
): WebAssembly.Instance | Promise<WebAssembly.Instance> => {
  let host: Preview1Host | undefined
  for (const add of parts) host = add(context, host)
  const imports = {
    // The guest's names are looked up here, and a name of Object.prototype must not be found.
    __proto__: null,
    wasi_snapshot_preview1: host ? (context.options.trace ? trace!(host) : host.imports()) : {},
  } as unknown as Record<string, Record<string, CoreFunction>>
  const bind = link?.(context, imports)
  return chain(makeInstance(module, imports, context, waits), (guest) => {
    const memory = guest.exports['memory']
    // A module without memory has no imports to serve.
    if (memory instanceof WebAssembly.Memory) host?.memory.bind(memory)
    const suspends = Boolean(bind?.(guest.exports, enter) || host?.waiting.length) && context.async
    const call = (code: CoreFunction): unknown => (context.command?.promising(code, suspends) ?? code)()
    let called: unknown
    for (const name of entries) if (guest.exports[name]) called = chain(called, () => call(guest.exports[name] as CoreFunction))
    return chain(called, () => guest)
  })
}
