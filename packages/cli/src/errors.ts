import { inspect } from 'node:util'

import type { Diagnostic } from '@unwasi/core'
import { oneLine } from '@unwasi/core/text'

/** Bad usage: the command exits with 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'

  /** @param command the command whose help explains the usage */
  constructor(
    message: string,
    readonly command?: string,
  ) {
    super(message)
  }
}

/** A failure outside core, in the same three parts as core's `UnwasiError`. The command exits with 1. */
export class CliError extends Error {
  override readonly name = 'CliError'

  constructor(
    readonly file: string,
    readonly headline: string,
    readonly why: string,
    readonly fix: string,
    cause?: unknown,
    /** The address of what the documentation says about it. */
    readonly see?: string,
  ) {
    super(`${file}: ${headline}`, cause === undefined ? undefined : { cause })
  }
}

/** An error of the runtime, whose message says what happened, why, and how to mend it. The command exits with 1. */
export class RunError extends Error {
  override readonly name = 'RunError'

  /** @param cause what the runtime or a function from JavaScript threw */
  constructor(file: string, cause: unknown) {
    const message = cause instanceof Error ? cause.message : `a function from JavaScript threw ${inspect(cause)}`
    super(`${oneLine(file)}: ${message}`, { cause })
  }
}

interface Report {
  headline: string
  why: string
  fix: string
  see?: string | undefined
  file: string | undefined
  diagnostics?: readonly Diagnostic[]
}

/**
 * Whether `error` says what happened, why, and how to mend it: a `CliError`, or core's `UnwasiError`, which is recognised by its
 * name because core is loaded on demand.
 */
export function isReport(error: unknown): error is Error & Report {
  return error instanceof Error && (error.name === 'UnwasiError' || error.name === 'CliError')
}

/** The errno name (`ENOENT`) of a Node system error. */
export function errno(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
