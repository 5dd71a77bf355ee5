import type { RunContext } from '../context/run-context.js'
import type { Exports } from '../exports.js'
import type { Guest } from '../types.js'
import { callersFunctions, first, type ImportFiles } from './callers-functions.js'
import type { CoreFunction } from './core-function.js'
import { callable } from './imported-call.js'
import type { Enter } from './instance.js'
import { suspend } from './jspi.js'
import { bounded } from './limits.js'
import { LinkedGuest } from './linked-guest.js'
import { missingImports, type ImportedFunction } from './missing-imports.js'

/** Functions of the runtime itself for the import module `env`, which some toolchains expect everywhere. */
export type DefaultFunctions = (guest: Guest, context: RunContext) => object

/**
 * Adds the functions of an instance to its `imports`. Throws if one is missing. The returned function must be called with the
 * exports before the guest runs, and says whether one of the functions may suspend the guest. An instance that outlasts its main
 * function also passes how its functions are called.
 */
export type ImportsLink = (context: RunContext, imports: Record<string, object>) => (exports: Exports, enter?: Enter) => boolean

/**
 * Links the functions that a guest imports from JavaScript. For each one, the option `imports` of the run comes first, then the
 * file that the build names, and then the runtime's own.
 * @param dispatcher the module that core makes for a command, compiled or in Base64
 */
export const imported = (
  functions: readonly ImportedFunction[],
  files: ImportFiles = [],
  defaults: readonly DefaultFunctions[] = [],
  dispatcher?: WebAssembly.Module | string,
): ImportsLink => {
  return (context, imports) => {
    const guest = new LinkedGuest(context)
    const find = callersFunctions(functions, files, context.options.imports, guest)
    const fallbacks = defaults.map((make) => make(guest, context))

    const modules = new Map<string, Record<string, CoreFunction>>()
    const missing: ImportedFunction[] = []
    const versions: Versions = { waits: {}, plain: {} }
    const waiting = new Map<string, ImportedFunction>()
    for (const [index, entry] of functions.entries()) {
      const [module, name] = entry
      const own = find(entry)
      const code = own ?? (module === 'env' ? first(fallbacks, name) : undefined)
      if (!code) {
        missing.push(entry)
        continue
      }
      const linked = (waits: boolean) => bounded(callable(code, entry, guest, waits), context)
      const functions = modules.get(module) ?? (Object.create(null) as Record<string, CoreFunction>)
      modules.set(module, functions)
      versions.plain[index] = functions[name] = linked(false)
      if (!context.async || !own) continue
      versions.waits[index] = functions[name] = suspend(linked(true))
      waiting.set(String(index), entry)
    }
    if (missing.length > 0) throw missingImports(guest.name, missing)
    if (dispatcher !== undefined && waiting.size > 0) {
      // It is made for the functions that the build knows, each of which has both versions.
      for (const [index, code] of Object.entries(versions.plain)) versions.waits[index] ??= code
      dispatcher = compiled(dispatcher)
      const { inner, ...dispatched } = new WebAssembly.Instance(dispatcher, { ...versions }).exports
      guest.inner = inner as WebAssembly.Global
      for (const [index, [module, name]] of waiting)
        if (dispatched[index]) modules.get(module)![name] = dispatched[index] as CoreFunction
    }
    for (const [module, functions] of modules) imports[module] = functions
    return (exports, enter) => {
      guest.bind(exports, enter)
      return waiting.size > 0
    }
  }
}

/** The functions by their places in the list: as the guest's main function calls them, and as it calls them if JavaScript is in between. */
type Versions = Record<'waits' | 'plain', Record<string, CoreFunction>>

const compiled = (dispatcher: WebAssembly.Module | string): WebAssembly.Module =>
  typeof dispatcher === 'string'
    ? new WebAssembly.Module(Uint8Array.from(atob(dispatcher), (char) => char.charCodeAt(0)))
    : dispatcher
