import { execFile } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

import { workspace } from './blocks.js'
import { cache, folder } from './folder.js'

/** Programs that stand in for those of the same name. */
const standIns: Record<string, string> = {
  unwasi: path.join(workspace, 'packages/cli/bin/unwasi.js'),
  npm: fileURLToPath(new URL('npm.mjs', import.meta.url)),
  npx: fileURLToPath(new URL('npx.mjs', import.meta.url)),
}

let commands: string | undefined

/** The folder with `unwasi` as it is built, `node` as it runs the tests, and an `npm` that installs from the workspace. */
function commandFolder(): string {
  if (commands !== undefined) return commands
  commands = path.join(folder, 'commands')
  mkdirSync(commands, { recursive: true })
  for (const [name, script] of Object.entries({ ...standIns, node: undefined })) {
    const file = path.join(commands, name)
    writeFileSync(file, `#!/bin/sh\nexec ${[process.execPath, ...(script ? [script] : [])].map(quoted).join(' ')} "$@"\n`)
    chmodSync(file, 0o755)
  }
  return commands
}

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`

/** Variables that `npm test` and Vitest leave in the environment, some of which would turn production builds into test builds. */
const leftover = /^(?:npm_.*|INIT_CWD|NODE_ENV|NODE_PATH|VITE.*|TEST)$/i

/** The environment of commands and programs. */
export function environment(): NodeJS.ProcessEnv {
  const bins = ['node_modules/.bin', 'tests/node_modules/.bin'].map((bin) => path.join(workspace, bin))
  return {
    // Go's own cache would move with XDG_CACHE_HOME, and every run would compile the standard library.
    GOCACHE: path.join(homedir(), '.cache/go-build'),
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !leftover.test(name))),
    PATH: [commandFolder(), ...bins, process.env['PATH']].join(path.delimiter),
    XDG_CACHE_HOME: cache,
    NO_COLOR: '1',
  }
}

export interface Printed {
  code: number
  /** Standard output and standard error, in the order of their arrival. */
  text: string
}

/** Runs lines in a shell, which stops at the first command that fails. */
export function runCommands(lines: string, cwd: string): Promise<Printed> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      'sh',
      ['-e', '-c', `exec 2>&1\n${lines}`],
      { cwd, env: environment(), timeout: 200_000 },
      (error, text) => {
        if (error !== null && typeof error.code !== 'number') reject(new Error(`${lines}\n${text}`, { cause: error }))
        else resolve({ code: error === null ? 0 : Number(error.code), text })
      },
    )
    child.stdin?.end()
  })
}
