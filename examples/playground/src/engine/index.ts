// The policy of the page must allow `worker-src 'self' blob:` and `script-src 'self' 'wasm-unsafe-eval'`. With
// `require-trusted-types-for 'script'` it must also allow `trusted-types unwasi unwasi-engine`: the runtime's policy and the engine's.
import { workerCommand, workerReactor, type WorkerInstantiate } from '@unwasi/runtime'

import { startCall } from './call.js'
import { convert } from './conversion.js'
import { coreFunction, typedFunction, type Callable } from './functions.js'
import type { Description } from './messages.js'
import { startRun } from './run.js'
import { specOf } from './spec.js'
import type { Guest, Report } from './types.js'

export type {
  Calling,
  Exit,
  Files,
  FileTree,
  Guest,
  GuestFunction,
  Parameter,
  Problem,
  Report,
  Returned,
  Running,
  Setup,
} from './types.js'

/**
 * Reads a `.wasm` file. Throws an `UnwasiError` for a file that unwasi refuses, and for one that is not WebAssembly. `inspect` also
 * describes files that are refused.
 */
export async function open(file: Uint8Array, name: string): Promise<Guest> {
  const bytes = new Uint8Array(file)
  return guestOf(bytes, name, await convert('describe', bytes, name))
}

/** Describes a `.wasm` file that may be one that unwasi refuses: `report.refusal`. Throws an `UnwasiError` if it is damaged. */
export const inspect = (bytes: Uint8Array, name: string): Promise<Report> => convert('inspect', new Uint8Array(bytes), name)

function guestOf(bytes: Uint8Array<ArrayBuffer>, name: string, { report, program, functions }: Description): Guest {
  const { link } = program
  const isComponent = report.kind === 'component'
  const runs = program.kind === 'command'
  const callable = runs ? [] : callableIn(program, functions)
  const spec = once(() => specOf(program, bytes, (component) => convert('glue', component)))
  const command = once(async () => workerCommand(await spec()))
  const library = once(async () => workerReactor(await spec()) as WorkerInstantiate<Record<string, unknown>>)
  return {
    name,
    bytes,
    report,
    kind: runs ? 'command' : 'library',
    isComponent,
    summary: program.summary,
    functions: callable,
    canWait: waits(link.by !== 'glue'),
    start(setup) {
      if (!runs) throw new Error(`${name} is a library, whose functions are called one by one.`)
      return startRun(command(), setup)
    },
    call(called, args, setup) {
      const found = callable.find((one) => one.name === called)
      if (found === undefined) throw new Error(`${name} has no function ${called} that can be called with texts.`)
      return startCall(library(), found, args, setup)
    },
    // What is left of a component that unwasi takes apart is a module.
    component: once(async () => (isComponent && link.by !== 'preview1' ? bytes : convert('component', bytes, name))),
  }
}

function callableIn({ link }: Description['program'], functions: Description['functions']): Callable[] {
  if (link.by !== 'preview1') return functions.map(typedFunction)
  const isNumber = (type: string): boolean => /^[if]\d\d$/.test(type)
  return link.functions.filter(({ type }) => [...type.params, ...type.results].every(isNumber)).map(coreFunction)
}

/** Whether a guest in a worker can wait for its input, as the runtime decides it (`runtime/src/worker/thread.ts`). */
const waits = (suspends: boolean): boolean =>
  (suspends && 'Suspending' in WebAssembly && 'promising' in WebAssembly) ||
  (globalThis.crossOriginIsolated && typeof SharedArrayBuffer === 'function')

/** Makes a promise when it is first needed, and again if it failed. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    if (made === undefined) {
      made = make()
      made.catch(() => (made = undefined))
    }
    return made
  }
}
