import type { unwasi } from './exports.js'
import type {
  CommandInstance,
  CommandOptions,
  InstanceExtras,
  InstanceOptions,
  Instantiate,
  WaitingOption,
} from './instance-types.js'
import type { AsyncDisposeKey, ImportModule, MemoryLike, Waiting } from './types.js'
import type { AsyncExports } from './worker-types.js'

/** Options of an instance whose functions return their results at once. */
type AtOnce<Options> = Options & { async?: undefined }

type AsyncDisposable = {
  /** Ends the instance after the call that is under way, and resolves when that is over and all output has been taken. */
  readonly [Key in AsyncDisposeKey]: () => Promise<void>
}

/** Import modules whose functions may also return promises. */
type WaitingImports<Imports> = {
  readonly [Name in keyof Imports]: Imports[Name] extends ImportModule<infer Functions>
    ? ImportModule<Waiting<Functions> & object>
    : Imports[Name]
}

/** The members that an instance has besides its exports, if the option `async` is passed. */
export type AsyncInstanceExtras<All> = Omit<InstanceExtras<unknown>, typeof unwasi.exports> & {
  readonly [Key in typeof unwasi.exports]: AsyncExports<All>
} & AsyncDisposable

/** A library as a function, like `Instantiate`, that can also make instances which wait. */
export interface AsyncInstantiate<Exports, All = Exports> extends Pick<Instantiate<Exports, All>, 'load'> {
  /**
   * Each function of the instance returns a promise, and waits for the calls before it. Needs an engine with JSPI
   * (`WebAssembly.Suspending`); rejects with `UNSUPPORTED_MODE` elsewhere.
   */
  (options: InstanceOptions & WaitingOption): Promise<AsyncExports<Exports> & AsyncInstanceExtras<All>>
  /** The same as `Instantiate`. */
  (options?: AtOnce<InstanceOptions>): Promise<Exports & InstanceExtras<All>>
}

/** `AsyncInstantiate` for a library that imports functions from JavaScript which each call has to give. */
export interface AsyncInstantiateWith<Imports extends object, Exports, All = Exports> extends Pick<
  Instantiate<Exports, All>,
  'load'
> {
  /** The functions may return promises. */
  (
    options: InstanceOptions & WaitingOption & { imports: WaitingImports<Imports> },
  ): Promise<AsyncExports<Exports> & AsyncInstanceExtras<All>>
  (options: AtOnce<InstanceOptions> & { imports: Imports }): Promise<Exports & InstanceExtras<All>>
}

/** An instance of a command, if the option `async` is passed. Its functions return promises. */
export type AsyncCommandInstance<Exports, Memory = MemoryLike> = CommandInstance<AsyncExports<Exports>, Memory> & AsyncDisposable

/** What a command has besides `Run`, like `RunInstances`. It can also make instances which wait. */
export interface AsyncRunInstances<Exports, Memory = MemoryLike> {
  /**
   * The main function may wait, and the functions in `exports` return promises. Needs an engine with JSPI; rejects with
   * `UNSUPPORTED_MODE` elsewhere.
   */
  instantiate(
    args: readonly string[] | undefined,
    options: CommandOptions & WaitingOption,
  ): Promise<AsyncCommandInstance<Exports, Memory>>
  /** The same as that of `RunInstances`. */
  instantiate(args?: readonly string[], options?: AtOnce<CommandOptions>): Promise<CommandInstance<Exports, Memory>>
}

/** `AsyncRunInstances` of a command that imports functions from JavaScript which each call has to give. */
export interface AsyncRunInstancesWith<Imports extends object, Exports, Memory = MemoryLike> {
  /** The same as that of `AsyncRunInstances`. */
  instantiate(
    args: readonly string[] | undefined,
    options: CommandOptions & WaitingOption & { imports: Imports },
  ): Promise<AsyncCommandInstance<Exports, Memory>>
  instantiate(
    args: readonly string[] | undefined,
    options: AtOnce<CommandOptions> & { imports: Imports },
  ): Promise<CommandInstance<Exports, Memory>>
}
