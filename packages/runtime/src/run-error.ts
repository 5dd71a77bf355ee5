/** Why a run failed, for programs: `error.code`. */
export type RunErrorCode = 'TRAP' | 'OUTPUT_LIMIT' | 'MEMORY_LIMIT' | 'HANDLE_LIMIT'

// An app may hold two copies of this package (`@unwasi/runtime/node` in another bundle), so `instanceof` can't be relied on.
const brand = /* @__PURE__ */ Symbol.for('unwasi.RunError')

/** A run that failed. What the guest printed until then comes with it. */
export class RunError<Output extends string | Uint8Array = string | Uint8Array> extends Error {
  override readonly name: string = 'RunError'
  readonly [brand] = true

  constructor(
    readonly code: RunErrorCode,
    message: string,
    /** Output captured until then, in the run's encoding; undefined where nothing was captured. */
    public stdout?: Output,
    public stderr?: Output,
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause })
  }
}

/** Whether `error` is a RunError, of this or another copy of the package. With `code`: whether it has that code. */
export const isRunError = (error: unknown, code?: RunErrorCode): error is RunError =>
  typeof error === 'object' && error !== null && brand in error && (code === undefined || (error as RunError).code === code)
