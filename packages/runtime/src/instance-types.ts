import type { unwasi } from './exports.js'
import type { LoadOptions, MemoryLike, RunOptions } from './types.js'

/** Options of an instance of a library. */
export interface InstanceOptions extends Omit<RunOptions, 'encoding'> {
  /** The arguments, without the program's name. Default: none. */
  args?: readonly string[]
}

/** The type of `jspi`. What its functions take is between the parts of the runtime. */
export interface Jspi {
  readonly library: (...parts: never[]) => unknown
  readonly command: (...parts: never[]) => unknown
}

/** The option of an instance that waits without blocking the thread. */
export interface WaitingOption {
  /** The value is `jspi`, which the runtime exports. Each function of the instance then returns a promise. */
  async: Jspi
}

/** Options of an instance of a command. */
export interface CommandOptions extends Omit<InstanceOptions, 'args'> {
  /** Whether the main function runs (`_start`, or `run` of a component). Default: true. */
  start?: boolean
}

/** An instance of a command that exports more than its main function. A component has no memory to read and write. */
export type CommandInstance<Exports, Memory = MemoryLike> = {
  /** The exit code of the main function. Undefined if it did not run. */
  readonly exitCode: number | undefined
  /** The functions and interfaces. They throw after the program has trapped, or exited with a code other than 0. */
  readonly exports: Exports
  readonly memory: Memory
} & {
  /** Ends the instance: closes everything that it has open. Later calls throw. */
  readonly [Key in DisposeKey]: () => void
}

/** What a command has besides `Run` if it exports more than its main function. */
export interface RunInstances<Exports, Memory = MemoryLike> {
  /**
   * Makes an instance, runs its main function, and resolves to the instance, whose functions can be called. Unless the options say
   * otherwise, output goes to the output of the process. Rejects with a `WasiTrapError` if the main function traps.
   */
  instantiate(args?: readonly string[], options?: CommandOptions): Promise<CommandInstance<Exports, Memory>>
}

/** `RunInstances` of a command that imports functions from JavaScript which each call has to give. */
export interface RunInstancesWith<Imports extends object, Exports, Memory = MemoryLike> {
  /** The same as that of `RunInstances`. */
  instantiate(
    args: readonly string[] | undefined,
    options: CommandOptions & { imports: Imports },
  ): Promise<CommandInstance<Exports, Memory>>
}

/** The type of `Symbol.dispose`, if TypeScript's library has it. */
export type DisposeKey = SymbolConstructor extends { readonly dispose: infer Key extends symbol } ? Key : never

/** The members that an instance of a library has besides its exports. */
export type InstanceExtras<All> = {
  readonly [Key in typeof unwasi.exports]: All
} & {
  readonly [Key in typeof unwasi.memory]: MemoryLike | undefined
} & {
  /** Ends the instance: closes everything that it has open. Later calls throw. */
  readonly [Key in DisposeKey]: () => void
}

/**
 * A library as a function: each call makes a fresh instance with separate options. `All` is everything that the library exports;
 * `Exports` lacks `then`, which would turn the instance into a promise.
 */
export interface Instantiate<Exports, All = Exports> {
  /**
   * Unless the options say otherwise, output goes to the output of the process, because an instance has no result to return it
   * in. Rejects with a `WasiTrapError` if the library traps while it starts.
   */
  (options?: InstanceOptions): Promise<Exports & InstanceExtras<All>>
  /** Fetches and compiles the library ahead of time. Several calls share one load. */
  load(options?: LoadOptions): Promise<void>
}

/** A library that imports functions from JavaScript which each call has to give. */
export interface InstantiateWith<Imports extends object, Exports, All = Exports> extends Pick<Instantiate<Exports, All>, 'load'> {
  (options: InstanceOptions & { imports: Imports }): Promise<Exports & InstanceExtras<All>>
}
