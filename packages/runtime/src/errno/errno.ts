/** A system call that failed. The guest gets the errno. */
export class SystemError extends Error {
  constructor(
    /** The errno of preview1: one of the constants below. */
    readonly code: number,
  ) {
    super(`errno ${code}`)
  }
}

// These are separate constants, so that a bundle has the numbers without the names.
// https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#errno
export const Access = 2
export const WouldBlock = 6
export const Already = 7
export const BadDescriptor = 8
export const Busy = 10
export const Deadlock = 16
export const Quota = 19
export const Exist = 20
export const FileTooLarge = 22
export const IllegalByteSequence = 25
export const InProgress = 26
export const Interrupted = 27
export const Invalid = 28
export const Io = 29
export const IsDirectory = 31
export const Loop = 32
export const TooManyOpen = 33
export const TooManyLinks = 34
export const MessageSize = 35
export const NameTooLong = 37
export const TooManyOpenInSystem = 41
export const NoDevice = 43
export const NoEntry = 44
export const NoLock = 46
export const InsufficientMemory = 48
export const InsufficientSpace = 51
export const NotImplemented = 52
export const NotDirectory = 54
export const NotEmpty = 55
export const NotRecoverable = 56
export const NotSocket = 57
export const Unsupported = 58
export const NoTty = 59
export const NoSuchDevice = 60
export const Overflow = 61
export const NotPermitted = 63
export const Pipe = 64
export const ReadOnly = 69
export const InvalidSeek = 70
export const TextFileBusy = 74
export const CrossDevice = 75

// Each code has one error object: a guest that searches for files causes thousands of errors, and stack traces are expensive.
const errors: SystemError[] = []

/** Fails a system call with `code`. */
export const fail = (code: number): never => {
  throw (errors[code] ??= new SystemError(code))
}

/** The errno that `error` stands for. Any other error is thrown again. */
export const errnoOf = (error: unknown): number => {
  // Not `instanceof`: a directory may come from another copy of this package (`@unwasi/runtime/node` in another bundle).
  const code = (error as Partial<SystemError> | undefined)?.code
  if (error instanceof Error && Number.isInteger(code)) return code!
  throw error
}
