import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

import { hasChromium } from '../browser/chromium.js'
import { nodes } from '../bundlers/harness/nodes.js'
import type { Tool } from './recipe.js'

/** A version of Node with JSPI: `run.spawn()` needs it. */
export const nodeWithJspi: string | undefined = 'Suspending' in WebAssembly ? process.execPath : nodes['Node 24']

const runs = (command: string, ...args: string[]) => spawnSync(command, args, { stdio: 'ignore' }).status === 0

const hasWasiLibc = existsSync('/usr/lib/wasm32-wasi')

/** The plugin's options for C: clang is used if it has its libraries, because Zig would first build its own for a minute. */
export const optionsForC = hasWasiLibc ? "toolchains: { env: { PATH: '/usr/bin:/bin' } }" : ''

const zig = () => runs('zig', 'version') || runs('python3', '-m', 'ziglang', 'version')

const found: Record<Tool, () => boolean> = {
  go: () => runs('go', 'version'),
  rust: () =>
    spawnSync('rustup', ['target', 'list', '--installed'], { encoding: 'utf8' }).stdout?.includes('wasm32-wasip1') === true,
  zig,
  c: () => hasWasiLibc || process.env['WASI_SDK_PATH'] !== undefined || zig(),
  tinygo: () => runs('tinygo', 'version'),
  python: () => runs('python3', '--version'),
  wasmtime: () => runs('wasmtime', '--version'),
  jspi: () => nodeWithJspi !== undefined,
  chromium: () => hasChromium,
}

/** Tools that CI has. It has to fail if one is missing. */
const required: readonly Tool[] = ['go', 'c', 'zig', 'jspi', 'chromium', 'python']

const known = new Map<Tool, boolean>()

/** Whether a tool is there, or the recipe must fail without it. */
export function has(tool: Tool): boolean {
  if (process.env['CI'] === 'true' && required.includes(tool)) return true
  if (!known.has(tool)) known.set(tool, found[tool]())
  return known.get(tool)!
}
