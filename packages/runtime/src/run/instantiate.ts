import type { RunContext } from '../context/run-context.js'
import { failure } from '../errors/problem.js'
import type { CoreFunction } from '../guest/core-function.js'
import { chain, makeInstance, type Enter, type GuestInstance } from '../guest/instance.js'
import type { Preview1Host } from '../preview1/host.js'
import type { ProgramSpec } from './program.js'

/** What WASI calls in an instance, in this order, as far as it exists: https://github.com/WebAssembly/WASI/blob/main/legacy/application-abi.md */
const ENTRIES = ['_initialize', '_start']

/**
 * Makes an instance of the guest over its host, and calls `spec.start` and those exports in `entries` that exist, in order. A
 * component that is a command runs to its end. If `waits`, the result may be a promise. `enter` performs calls into an instance that
 * outlasts its start.
 */
export const instantiate = (
  { name, host: parts = [], imports: link, start, trace, component }: ProgramSpec,
  context: RunContext,
  code: readonly WebAssembly.Module[],
  waits: boolean,
  enter?: Enter,
  entries: readonly string[] = ENTRIES,
): GuestInstance | Promise<GuestInstance> => {
  const traced = context.options.trace
  if (traced && !trace) {
    throw failure(
      'UNSUPPORTED_MODE',
      `${name} can't be traced`,
      ...(component?.untraced ?? [
        'It was built for production, without the tracer.',
        'Build it with the plugin option `trace: true`.',
      ]),
    )
  }
  if (component) return component.instantiate(context, code, waits)
  let host: Preview1Host | undefined
  for (const add of parts) host = add(context, host)
  const imports = {
    // The guest's names are looked up here, and a name of Object.prototype must not be found.
    __proto__: null,
    wasi_snapshot_preview1: host ? (traced ? trace!(host) : host.imports()) : {},
  } as unknown as Record<string, Record<string, CoreFunction>>
  const bind = link?.(context, imports)
  return chain(makeInstance(code[0]!, imports, context, waits), (guest) => {
    const { memory } = guest.exports
    // A module without memory has no imports to serve.
    if (memory instanceof WebAssembly.Memory) host?.memory.bind(memory)
    const suspends = Boolean(bind?.(guest.exports, enter) || host?.waiting.length) && context.async
    let called: unknown
    for (const entry of start === undefined ? entries : [start, ...entries]) {
      const run = guest.exports[entry] as CoreFunction | undefined
      if (run) called = chain(called, () => (context.command?.promising(run, suspends) ?? run)())
    }
    return chain(called, () => ({ exports: guest.exports, suspends }))
  })
}
