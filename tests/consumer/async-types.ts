/** An app that makes instances which wait. `Same` distinguishes `any` from every other type. */
export const asyncInstances = `
import { jspi, unwasi } from '@unwasi/runtime'
import type {
  AsyncInstantiate,
  AsyncInstantiateWith,
  AsyncRunInstances,
  AsyncRunInstancesWith,
  ImportModule,
  InstanceOptions,
  Instantiate,
  Jspi,
  MemoryLike,
  Run,
  RunInstances,
  WorkerInstantiate,
  WorkerInstantiateWith,
} from '@unwasi/runtime'

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

interface Lib {
  add(a: number, b: number): number
  pair(): [number, bigint]
  log(): void
  readonly memory: MemoryLike
}
interface AllLib extends Lib {
  then(): number
}
type Env = { env: ImportModule<{ get(a: number): number }> }

declare const library: AsyncInstantiate<Lib, AllLib>
declare const libraryWith: AsyncInstantiateWith<Env, Lib>
declare const tool: Run & AsyncRunInstances<Lib>
declare const toolWith: AsyncRunInstancesWith<Env, Lib>
declare const typed: Instantiate<Lib>
declare const remote: WorkerInstantiate<Lib>
declare const remoteWith: WorkerInstantiateWith<Env, Lib>
declare const options: InstanceOptions
declare const maybe: { async?: Jspi }

export async function waits() {
  const lib = await library({ args: ['x'], timeout: 5, async: jspi })
  const plain = await library({ args: ['x'] })
  const given = await libraryWith({ imports: { env: { get: async (a) => a } }, async: jspi })
  const made = await libraryWith({ imports: { env: (guest) => ({ get: (a) => a + guest.memory.buffer.byteLength }) } })
  const command = await tool.instantiate(['x'], { start: false, async: jspi })
  const idle = await tool.instantiate()
  const commandWith = await toolWith.instantiate([], { imports: { env: { get: () => 1 } }, async: jspi })
  const away = await remote({ async: jspi })
  await remoteWith({ imports: { env: { get: (a) => a } }, async: jspi })
  const all: [
    Same<typeof lib.add, (a: number, b: number) => Promise<number>>,
    Same<ReturnType<typeof lib.pair>, Promise<[number, bigint]>>,
    Same<ReturnType<typeof lib.log>, Promise<void>>,
    Same<typeof lib.memory, MemoryLike>,
    Same<ReturnType<(typeof lib)[typeof unwasi.exports]['then']>, Promise<number>>,
    Same<(typeof lib)[typeof unwasi.memory], MemoryLike | undefined>,
    Same<ReturnType<typeof plain.add>, number>,
    Same<ReturnType<(typeof plain)[typeof unwasi.exports]['then']>, number>,
    Same<ReturnType<typeof given.add>, Promise<number>>,
    Same<ReturnType<typeof made.add>, number>,
    Same<ReturnType<typeof command.exports.add>, Promise<number>>,
    Same<typeof command.memory, MemoryLike>,
    Same<ReturnType<typeof idle.exports.add>, number>,
    Same<ReturnType<typeof commandWith.exports.add>, Promise<number>>,
    Same<ReturnType<typeof away.add>, Promise<number>>,
  ] = [true, true, true, true, true, true, true, true, true, true, true, true, true, true, true]
  const general: [Instantiate<Lib, AllLib>, RunInstances<Lib>] = [library, tool]
  return [all, general, await library(options), await library({ ...options, async: jspi })]
}

// @ts-expect-error: the value is not true
export const literal = library({ async: true })
// @ts-expect-error: a typed library can't wait
export const noWait = typed({ async: jspi })
// @ts-expect-error: the type can't say whether it waits
export const unclear = library(maybe)
// @ts-expect-error: imports are missing
export const missing = libraryWith({ async: jspi })
// @ts-expect-error: calls that return at once can't wait for a promise
export const promise = libraryWith({ imports: { env: { get: async (a) => a } } })
// @ts-expect-error: a promise is not a number
export const sum: Promise<number> = library({ async: jspi }).then((lib) => lib.add(1, 2) + 1)
`
