import { describeProgram } from './describe.js'
import { further } from './emit/further.js'
import { requiredImports } from './emit/imports.js'
import { interfacesType, requiredInterfaces } from './emit/interfaces.js'
import { moduleText } from './emit/module.js'
import { precompiled } from './emit/precompiled.js'
import { wholeModule } from './emit/named-exports.js'
import { componentRunTypes } from './emit/component-run-types.js'
import { reactorNames, reactorTypes, runTypes, typedTypes } from './emit/types.js'
import { relativeModule, relativeUrl } from './emit/urls.js'
import { cacheFor } from './guest.js'
import type { TranspileOptions, Transpiled } from './options.js'
import { inPlanOrder } from './transpile/shared-modules.js'
import { workerModule } from './transpile/worker.js'

// Most programs need no glue. The modules for it are loaded on demand.

/**
 * Turns a preview1 module or a WASI 0.2 component into an ES module. A command's default export is `run`. A library exports the
 * functions and interfaces of a default instance, which the module awaits, and `instantiate` as the default.
 *
 * @returns module text, `.d.ts` text and the file that the module needs: the guest (with `precompiled`, all modules that it
 *   imports). This is the caller's own bytes, unless a start section, `strip`, `maxMemory` or `compact` requires an edit. With `host: 'preview2'` it is the component that was made from them.
 * @throws UnwasiError that names file, reason and remedy, if the input can't be converted
 */
export async function transpile(input: Uint8Array, options: TranspileOptions = {}): Promise<Transpiled> {
  const program = await describeProgram(input, options)
  if (options.worker) return workerModule(program, options.worker, options)
  const { link, guest } = program
  const runtime = options.runtime ?? '@unwasi/runtime'
  const typesRuntime = options.typesRuntime ?? runtime
  const dispatcher = link.by === 'preview1' ? link.dispatcher : undefined
  const place = (ranges?: readonly (readonly number[] | string)[]) =>
    options.precompiled === true
      ? precompiled(guest, ranges, options.assetModule ?? relativeModule, options, dispatcher)
      : { guest: (options.assetUrl ?? relativeUrl)(guest), modules: [], assets: [guest] }
  const text = { program, runtime, trace: options.trace ?? false }
  const { summary } = program
  if (link.by === 'glue') {
    const { bindings } = await import('./toolchain/bindgen.js')
    const { glue, modules, exports: all, types } = await bindings(guest.bytes, cacheFor(options))
    // The module can't make an instance by itself if interfaces are missing.
    const exports = requiredInterfaces(link.given).length === 0 && link.run === undefined ? all : []
    const { assets, ...placed } = place(Object.values(modules))
    const parts = moduleText({ ...text, ...placed, exports, glue: { code: glue, modules } })
    const needed = interfacesType(link.given, types.imports, false)
    const declared =
      link.run === undefined
        ? typedTypes(typesRuntime, exports, types, { imports: needed })
        : componentRunTypes(typesRuntime, { imports: needed, types, run: link.further ? link.run : undefined })
    return { ...parts, code: wholeModule(parts), types: declared, assets, summary }
  }
  if (link.by === 'plan' && link.further !== undefined) {
    const { bindings } = await import('./toolchain/bindgen.js')
    const { glue, modules, types } = await bindings(guest.bytes, cacheFor(options))
    const { assets, ...placed } = place(link.plan.modules)
    const shared = inPlanOrder(modules, link.plan.modules)
    const parts = moduleText({ ...text, ...placed, exports: [], glue: { code: glue, modules: shared } })
    const needed = interfacesType(link.given, types.imports, true)
    const declared = componentRunTypes(typesRuntime, { imports: needed, types, run: link.further.run })
    return { ...parts, code: wholeModule(parts), types: declared, assets, summary }
  }
  const own = link.by === 'preview1' ? link : { functions: [], imports: [], memories: [], globals: [] }
  const { assets, ...placed } = place(link.by === 'plan' ? link.plan.modules : undefined)
  const alone = requiredImports(own.imports).length === 0
  const parts = moduleText({
    ...text,
    ...placed,
    exports: alone && program.kind === 'reactor' ? reactorNames(own) : [],
  })
  if (link.by === 'plan' && requiredInterfaces(link.given).length > 0) {
    const { declared } = await import('./toolchain/bindgen.js')
    const found = await declared(guest.bytes, cacheFor(options))
    const needed = interfacesType(link.given, found.imports, true)
    const types = componentRunTypes(typesRuntime, { imports: needed, types: found })
    return { ...parts, code: wholeModule(parts), types, assets, summary }
  }
  const types =
    program.kind === 'command'
      ? runTypes(typesRuntime, { ...own, functions: further(own.functions) })
      : reactorTypes(typesRuntime, own)
  return { ...parts, code: wholeModule(parts), types, assets, summary }
}
