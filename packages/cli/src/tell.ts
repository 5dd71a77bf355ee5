import { oneLine } from '@unwasi/core/text'

/** Prints `text` on standard error as one line. It may quote the name of a file, or a name from a wasm file. */
export function tell(text: string): void {
  console.error(oneLine(text))
}
