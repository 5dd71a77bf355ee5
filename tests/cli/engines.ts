import { createRequire } from 'node:module'
import path from 'node:path'

import { bun } from '../bundlers/harness/bun.js'

/** The package that has the binary of Deno for this platform. */
const target = [process.platform, process.arch, ...(process.platform === 'linux' ? ['glibc'] : [])].join('-')

const require = createRequire(createRequire(import.meta.url).resolve('deno/package.json'))
const deno = path.join(
  path.dirname(require.resolve(`@deno/${target}/package.json`)),
  process.platform === 'win32' ? 'deno.exe' : 'deno',
)

export interface Engine {
  name: string
  /** The command that runs a script which only reads files. */
  reads: string[]
  /** The command that runs a script with all permissions. */
  writes: string[]
  /** What a trap of the guest says. Bun has no stack for it. */
  traps: string
}

/** The engines beside Node that run the output of `unwasi transpile`. */
export const engines: Engine[] = [
  {
    name: 'Deno',
    reads: [deno, 'run', '--allow-read'],
    writes: [deno, 'run', '--allow-all'],
    traps: 'unreachable;     in inner_boom;     in outer;     in main',
  },
  { name: 'Bun', reads: [bun], writes: [bun], traps: 'Unreachable code should not be executed' },
]

/** Deno with permission to read and write nothing but `folder`. */
export const confinedDeno = (folder: string): string[] => [deno, 'run', `--allow-read=${folder}`, `--allow-write=${folder}`]
