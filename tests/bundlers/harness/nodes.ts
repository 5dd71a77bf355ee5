import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** A Node that has hooks in the importing thread. It is installed on some platforms only. */
const newer = fileURLToPath(new URL('../../node_modules/node24/bin/node', import.meta.url))

/** The versions of Node in which programs run without a bundler, by name: the one that runs the tests, and a newer one. */
export const nodes: Record<string, string> = {
  [`Node ${process.version}`]: process.execPath,
  ...(existsSync(newer) && { 'Node 24': newer }),
}
