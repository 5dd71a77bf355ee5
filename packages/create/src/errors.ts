/** Bad usage: the command exits with 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Something else that the user can mend: the command exits with 1. */
export class CreateError extends Error {
  override readonly name = 'CreateError'

  constructor(
    message: string,
    readonly fix: string,
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause })
  }
}

/** The user ended the questions. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled'
}

/** The errno name (`ENOENT`) of a system error. */
export const errno = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
