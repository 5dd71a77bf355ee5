import type { RunContext } from '../context/run-context.js'
import { trapBecause } from '../errors/trap.js'
import { record, type Exports } from '../exports.js'
import type { CoreFunction } from '../guest/core-function.js'
import type { DefaultFunctions, ImportsLink } from '../guest/imports.js'
import { memoryOf } from '../guest/instance.js'
import { suspend } from '../guest/jspi.js'
import { bounded } from '../guest/limits.js'
import { missingImports, type ImportedFunction } from '../guest/missing-imports.js'
import type { Guest, MemoryLike } from '../types.js'
import type { Answer, Mailbox } from './mailbox.js'
import type { RemoteImports, RunSetup } from './protocol.js'
import { partOf } from './served-setup.js'

/**
 * Links what a guest called `program` imports from JavaScript: the functions `given` of the other side, and those of the runtime.
 * None of them calls the guest, so this is simpler than `imported`.
 */
export const servedImports =
  (known: Readonly<Record<string, DefaultFunctions>>) =>
  ({ functions, defaults }: RemoteImports, given: RunSetup['given'], mailbox: Mailbox, program: string): ImportsLink => {
    const there = new Map<string, Set<string>>()
    for (const [module, name] of given) there.set(module, (there.get(module) ?? new Set()).add(name))
    const makers = defaults.map((one) => partOf(known, one, program))
    return (context, imports) => {
      let made: Exports = {}
      const guest: Guest = {
        get exports() {
          return made
        },
        get memory() {
          return memoryOf(made) as MemoryLike
        },
      }
      const own = Object.assign({}, ...makers.map((make) => make(guest, context))) as Record<string, CoreFunction>
      const missing: ImportedFunction[] = []
      const modules = new Map<string, Map<string, CoreFunction>>()
      for (const entry of functions) {
        const [module, name] = entry
        const isGiven = there.get(module)?.has(name)
        if (!isGiven && !(module === 'env' && Object.hasOwn(own, name))) {
          missing.push(entry)
          continue
        }
        const code = isGiven ? remoteFunction(mailbox, context, module, name) : ownFunction(own[name]!, context)
        const checked = bounded(code, context)
        if (!modules.has(module)) modules.set(module, new Map())
        modules.get(module)!.set(name, isGiven && context.async ? suspend(checked) : checked)
      }
      if (missing.length > 0) throw missingImports(program, missing)
      for (const [module, linked] of modules) imports[module] = record([...linked])
      return (exports) => {
        made = exports
        return given.length > 0
      }
    }
  }

/** A function of the runtime. Its errors end the guest, past every handler. */
const ownFunction =
  (code: CoreFunction, context: RunContext): CoreFunction =>
  (...args) => {
    try {
      return code(...args)
    } catch (error) {
      if (error instanceof WebAssembly.RuntimeError) throw error
      return context.fail(error)
    }
  }

/** A function of the other side. The guest waits for its result. */
const remoteFunction = (mailbox: Mailbox, context: RunContext, module: string, name: string): CoreFunction => {
  const resultOf = (answer: Answer): unknown => {
    if (answer.type === 'answer') return answer.value
    // The other side has the error.
    return answer.trap === undefined ? context.fail(new Error(`${module}.${name} has failed`)) : trapBecause(answer.trap)
  }
  const later = async (): Promise<unknown> => {
    for (let answer = mailbox.takeAnswer(); ; answer = mailbox.takeAnswer()) {
      if (answer) return resultOf(answer)
      await mailbox.next()
      context.interrupt()
    }
  }
  const now = (): unknown => {
    for (let answer = mailbox.takeAnswer(); ; answer = mailbox.takeAnswer()) {
      if (answer) return resultOf(answer)
      mailbox.block()
      context.interrupt()
    }
  }
  return (...args) => {
    mailbox.port.post({ type: 'import', module, name, args })
    return context.async ? later() : now()
  }
}
