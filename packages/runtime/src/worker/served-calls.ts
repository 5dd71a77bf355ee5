import type { RunContext } from '../context/run-context.js'
import { record } from '../exports.js'
import type { CoreFunction } from '../guest/core-function.js'
import { imported, type DefaultFunctions, type ImportsLink } from '../guest/imports.js'
import type { Answer, Mailbox } from './mailbox.js'
import type { RemoteImports, RunSetup } from './protocol.js'
import { partOf } from './served-setup.js'

/** Links what a guest called `name` imports from JavaScript: the functions `given` of the other side, and those of the runtime. */
export const servedImports =
  (known: Readonly<Record<string, DefaultFunctions>>) =>
  ({ functions, defaults }: RemoteImports, given: RunSetup['given'], mailbox: Mailbox, name: string): ImportsLink => {
    const own = defaults.map((one) => partOf(known, one, name))
    return (context, imports) => {
      const files = [...new Set(given.map(([module]) => module))].map((module) => {
        const entries = given.filter(([of]) => of === module)
        const stubs = entries.map(([, called]) => [called, remoteFunction(mailbox, context, module, called)] as const)
        return [module, { default: record(stubs) }] as const
      })
      return imported(functions, files, own)(context, imports)
    }
  }

/** A function of the other side. The guest waits for its result. */
const remoteFunction = (mailbox: Mailbox, context: RunContext, module: string, name: string): CoreFunction => {
  const later = async (): Promise<unknown> => {
    for (let answer = mailbox.takeAnswer(); ; answer = mailbox.takeAnswer()) {
      if (answer) return resultOf(answer)
      await mailbox.next()
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

const resultOf = (answer: Answer): unknown => {
  if (answer.type === 'answer') return answer.value
  // The other side has the error. A trap of the guest is the only one that has to be made here.
  throw answer.trap === undefined
    ? new Error('a function of the other side has failed')
    : new WebAssembly.RuntimeError(answer.trap)
}
