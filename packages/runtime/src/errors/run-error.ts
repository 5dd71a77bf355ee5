/** Why a run failed, in a form for programs: `error.code`. */
export type RunErrorCode =
  /** The guest trapped: a `WasiTrapError`. */
  | 'TRAP'
  /** The guest printed more than `maxOutput` or than a string can hold, or a function of a typed component returned too much. */
  | 'OUTPUT_LIMIT'
  /** The guest has more memory than `maxMemory`. */
  | 'MEMORY_LIMIT'
  /** The guest has more resources open than `maxHandles`, or created too many itself. */
  | 'HANDLE_LIMIT'
  /** The guest ran longer than `timeout`. */
  | 'TIMEOUT'
  /** The run's `signal` was aborted, or `kill()` was called. `cause` is the reason. */
  | 'ABORTED'
  /**
   * The library instance trapped, exited or reached a limit in an earlier call, or exits in this one. Or `stdin` of a spawned
   * program was written to after the program had ended.
   */
  | 'ENDED'
  /** A run in a worker has the directory. */
  | 'BUSY'
  /** The program's file, or the worker's script, could not be loaded. */
  | 'LOAD'
  /** The engine can't compile the program. */
  | 'ENGINE'
  /** The program and the code that links it come from different builds. */
  | 'MISMATCH'
  /** The guest imports functions from JavaScript that nothing provides. */
  | 'MISSING_IMPORT'
  /** This engine, this build or this way of calling the program does not support what was requested. */
  | 'UNSUPPORTED_MODE'
  /** An argument or option is wrong. The error is a `TypeError`. */
  | 'BAD_OPTION'

// An app may hold two copies of this package (`@unwasi/runtime/node` in another bundle), so `instanceof` can't be relied on.
export const brand = /* @__PURE__ */ Symbol.for('unwasi.RunError')

/** A run that failed. The error has what the guest printed until then. */
export class RunError<Output extends string | Uint8Array = string | Uint8Array> extends Error {
  /** `RunError`, or `WasiTrapError` of that class. */
  override readonly name: string = 'RunError'
  readonly [brand] = true

  constructor(
    /** What went wrong, for programs to branch on. */
    readonly code: RunErrorCode,
    message: string,
    /** The output captured until then, in the run's encoding. Undefined if nothing was captured. */
    public stdout?: Output,
    /** What was captured of standard error, like `stdout`. */
    public stderr?: Output,
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause })
  }
}

/** Whether `error` is a RunError of this or another copy of the package and, if `code` is given, has that code. */
export const isRunError = (error: unknown, code?: RunErrorCode): error is RunError =>
  typeof error === 'object' && error !== null && brand in error && (code === undefined || (error as RunError).code === code)
