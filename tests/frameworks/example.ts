import { exec, spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify, stripVTControlCharacters } from 'node:util'

import { freePort } from './processes.js'

const examples = fileURLToPath(new URL('../../examples', import.meta.url))
// The folder lies inside the workspace, like the originals.
const output = fileURLToPath(new URL('../.output', import.meta.url))

/** Files of an example that do not belong to its source. */
const written = new Set(['node_modules', 'main.wasm', 'main', 'dist', 'build', '.svelte-kit', '.next'])

// Variables that Vitest sets would turn production builds into test builds.
const environment = { ...process.env, NODE_ENV: undefined, VITEST: undefined, NEXT_TELEMETRY_DISABLED: '1' }

export interface Site {
  /** The server's address, which ends with a slash. */
  url: string
  close(): Promise<void>
}

/** A copy of an example, so that concurrent runs do not build into one folder. */
export interface Example {
  dir: string
  /** Runs a command line in the folder. Throws with the output if it fails. */
  run(command: string): Promise<void>
  remove(): void
}

export function copyExample(name: string): Example {
  const original = path.join(examples, name)
  mkdirSync(output, { recursive: true })
  const dir = mkdtempSync(path.join(output, `${name}-`))
  cpSync(original, dir, { recursive: true, filter: (file) => !written.has(path.basename(file)) })
  symlinkSync(path.join(original, 'node_modules'), path.join(dir, 'node_modules'), 'junction')
  return {
    dir,
    async run(command) {
      await promisify(exec)(command, { cwd: dir, env: environment, maxBuffer: 2 ** 26 }).catch(
        (error: Error & { stdout: string; stderr: string }) => {
          throw new Error(`${command} in a copy of examples/${name}:\n${error.stdout}${error.stderr}`, { cause: error })
        },
      )
    },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  }
}

/** Makes the guest and runs the scripts that build, as the example's README describes. */
export async function build(example: Example, build: readonly string[] = ['build']): Promise<void> {
  const { scripts } = JSON.parse(readFileSync(path.join(example.dir, 'package.json'), 'utf8')) as { scripts: { guest: string } }
  await example.run(scripts.guest.replace('..', examples))
  for (const script of build) await example.run(`npm run --silent ${script}`)
}

/**
 * Starts a server with Node and waits until it reports its address.
 * @param args the command line that listens on the given port of 127.0.0.1
 */
export async function start(
  cwd: string,
  args: (port: string) => string[],
  env: (port: string) => Record<string, string> = () => ({}),
): Promise<Site> {
  const port = String(await freePort())
  const server = spawn(process.execPath, args(port), {
    cwd,
    env: { ...environment, NODE_ENV: 'production', ...env(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = new Promise<void>((resolve) => server.once('close', () => resolve()))
  const close = () => {
    server.kill()
    return exited
  }
  let printed = ''
  await new Promise<void>((resolve, reject) => {
    const listen = (chunk: Buffer) => {
      printed += stripVTControlCharacters(chunk.toString())
      if (/^Listening on|Ready in/m.test(printed)) resolve()
    }
    server.stdout.on('data', listen)
    server.stderr.on('data', listen)
    server.once('error', reject)
    void exited.then(() => reject(new Error(`the server ended:\n${printed}`)))
  })
  return { url: `http://127.0.0.1:${port}/`, close }
}
