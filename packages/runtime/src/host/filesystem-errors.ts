import { FsError } from './contract.js'

// `error-code` of wasi:filesystem/types, in WIT order. Single constants, so that a bundle keeps numbers and drops the names.
// https://github.com/WebAssembly/wasi-filesystem/blob/main/wit/types.wit
export const Access = 0
export const WouldBlock = 1
export const Already = 2
export const BadDescriptor = 3
export const Busy = 4
export const Deadlock = 5
export const Quota = 6
export const Exist = 7
export const FileTooLarge = 8
export const IllegalByteSequence = 9
export const InProgress = 10
export const Interrupted = 11
export const Invalid = 12
export const Io = 13
export const IsDirectory = 14
export const Loop = 15
export const TooManyLinks = 16
export const MessageSize = 17
export const NameTooLong = 18
export const NoDevice = 19
export const NoEntry = 20
export const NoLock = 21
export const InsufficientMemory = 22
export const InsufficientSpace = 23
export const NotDirectory = 24
export const NotEmpty = 25
export const NotRecoverable = 26
export const Unsupported = 27
export const NoTty = 28
export const NoSuchDevice = 29
export const Overflow = 30
export const NotPermitted = 31
export const Pipe = 32
export const ReadOnly = 33
export const InvalidSeek = 34
export const TextFileBusy = 35
export const CrossDevice = 36

// One error object for each code: a guest that looks for files makes thousands of them, and a stack trace costs more than the look.
const errors: FsError[] = []

/** Fails a filesystem operation with `code`. */
export const fail = (code: number): never => {
  throw (errors[code] ??= new FsError(code))
}

/** The error-code that `error` stands for; anything that is no filesystem error is thrown again. */
export const errorCode = (error: unknown): number => {
  // Not `instanceof`: a directory may come from another copy of this package (`@unwasi/runtime/node` in another bundle).
  const code = (error as Partial<FsError> | undefined)?.code
  if (error instanceof Error && Number.isInteger(code)) return code!
  throw error
}
