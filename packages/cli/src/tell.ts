import { oneLine } from '@unwasi/core/text'

/** Prints `text` on standard error as one line: it may quote a file's name, or a name out of a wasm file. */
export function tell(text: string): void {
  console.error(oneLine(text))
}
