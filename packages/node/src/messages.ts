import { UnwasiError } from '@unwasi/core/errors'
import { presentable } from '@unwasi/unplugin'

/** `error` as Node should print it, which prints the enumerable properties of an error, too. */
export function printable(error: unknown, importer: string | undefined): unknown {
  if (error instanceof UnwasiError) {
    for (const key of Object.keys(error)) Object.defineProperty(error, key, { enumerable: false })
  }
  return presentable(error, importer)
}

export function warn(message: string | undefined): void {
  if (message !== undefined) process.emitWarning(message, { type: 'UnwasiWarning' })
}
