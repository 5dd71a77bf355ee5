import { literal } from '../text.js'

/** The text of the `.d.ts` for a command, whatever it was made of. */
export function runTypes(runtime: string): string {
  return [`import type { Run } from ${literal(runtime)}`, '', 'declare const run: Run', 'export default run', ''].join('\n')
}
