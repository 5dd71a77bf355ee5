import { UnwasiError } from '@unwasi/core/errors'
import { presentable } from '@unwasi/unplugin'

/** `error` as Node should print it, which prints the enumerable properties of an error, too. */
export function printable(error: unknown, importer: string | undefined): unknown {
  const shown = presentable(error, importer)
  if (shown instanceof UnwasiError) {
    for (const key of Object.keys(shown)) Object.defineProperty(shown, key, { enumerable: false })
  }
  return shown
}

export function warn(message: string | undefined): void {
  if (message !== undefined) process.emitWarning(message, { type: 'UnwasiWarning' })
}
