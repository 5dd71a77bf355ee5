import { exec, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import path from 'node:path'
import { promisify } from 'node:util'
import { fileURLToPath } from 'node:url'

import { nodes } from '../bundlers/harness/nodes.js'

/** Most frameworks need Node 22 or later. */
export const node = nodes['Node 24'] ?? process.execPath

/** Whether there is a Node that runs them. */
export const hasNode = nodes['Node 24'] !== undefined || Number(process.versions.node.split('.')[0]) >= 22

/** Variables that `npm test` and Vitest leave in the environment, some of which would turn production builds into test builds. */
const leftover = /^(?:npm_(?:package|lifecycle)_.*|npm_config_local_prefix|npm_command|INIT_CWD|NODE_ENV|NODE_PATH|VITE.*|TEST)$/i

/** Commands of the workspace: Deno, Bun, tsc. */
const tools = ['../node_modules/.bin', '../../node_modules/.bin'].map((folder) => fileURLToPath(new URL(folder, import.meta.url)))

function environment(dir: string): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !leftover.test(name))
  const bins = [path.dirname(node), ...binFolders(dir), ...tools, process.env.PATH]
  return {
    ...Object.fromEntries(inherited),
    PATH: bins.join(path.delimiter),
    CI: '1',
    NO_COLOR: '1',
    DO_NOT_TRACK: '1',
    ASTRO_TELEMETRY_DISABLED: '1',
    NEXT_TELEMETRY_DISABLED: '1',
    NUXT_TELEMETRY_DISABLED: '1',
    STORYBOOK_DISABLE_TELEMETRY: '1',
    WRANGLER_SEND_METRICS: 'false',
  }
}

/** The folders in which a package manager looks for the commands of packages, from the project up. */
function binFolders(dir: string): string[] {
  const bin = path.join(dir, 'node_modules/.bin')
  const parent = path.dirname(dir)
  return [...(existsSync(bin) ? [bin] : []), ...(parent === dir ? [] : binFolders(parent))]
}

/** Runs a command line in a folder. Returns what it printed. Throws with that if it fails. */
export async function run(dir: string, command: string): Promise<string> {
  const options = { cwd: dir, env: environment(dir), maxBuffer: 2 ** 26 }
  try {
    const { stdout, stderr } = await promisify(exec)(command, options)
    return stdout + stderr
  } catch (error) {
    const { stdout, stderr } = error as Error & { stdout: string; stderr: string }
    throw new Error(`${command} in ${dir}:\n${stdout}${stderr}`, { cause: error })
  }
}

export interface Server {
  /** The address, which ends with a slash. */
  url: string
  close(): Promise<void>
}

/**
 * Starts a server and waits until it responds to a request, with any status.
 * @param command the command line, in which `$PORT` stands for the port, which the environment has as well
 * @param restarts how many times the server is started again if it ends before it responds
 */
export async function serve(dir: string, command: string, restarts = 0): Promise<Server> {
  const port = String(await freePort())
  // A group of processes, because the command is a shell whose children are the server.
  const server = spawn(command.replaceAll('$PORT', port), {
    cwd: dir,
    shell: true,
    detached: process.platform !== 'win32',
    env: { ...environment(dir), PORT: port, HOST: '127.0.0.1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  const exited = new Promise<void>((resolve) => server.once('close', () => resolve()))
  const runs = () => server.exitCode === null && server.signalCode === null
  const close = async () => {
    if (runs()) process.kill(process.platform === 'win32' ? server.pid! : -server.pid!, 'SIGKILL')
    await exited
  }
  const url = `http://127.0.0.1:${port}/`
  while (runs()) {
    if (await responds(url)) return { url, close }
    await Promise.race([exited, new Promise((resolve) => setTimeout(resolve, 100))])
  }
  if (restarts > 0) return serve(dir, command, restarts - 1)
  throw new Error(`${command} in ${dir} ended:\n${printed}`)
}

function responds(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  )
}

/** Few frameworks report which port they got for port 0. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => {
    server.close(resolve)
  })
  return port
}
