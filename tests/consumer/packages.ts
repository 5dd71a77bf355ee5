import { execFile } from 'node:child_process'
import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

import { temporaryFolder } from '../bundlers/harness/project.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { packageManager: string }
const plugin = JSON.parse(readFileSync(path.join(root, 'packages/vite/package.json'), 'utf8')) as {
  devDependencies: { vite: string }
}

/** The version of Vite that consumers get. */
export const vite = plugin.devDependencies.vite

/** Variables that `npm test` and Vitest leave in the environment. npm takes the prefix for the folder to install in. */
const leftover = /^(?:npm_(?:package|lifecycle)_.*|npm_config_local_prefix|npm_command|INIT_CWD|NODE_ENV|NODE_PATH|VITE.*)$/i

/** Runs a command in a consumer's project. */
export function run(cwd: string, command: string, args: readonly string[]): Promise<string> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !leftover.test(name)))
  return new Promise((resolve, reject) => {
    // On Windows npm and npx are .cmd files.
    const shell = process.platform === 'win32'
    execFile(command, args, { cwd, env, shell, timeout: 100_000, maxBuffer: 1e8 }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${command} ${args.join(' ')}\n${stdout}${stderr}`, { cause: error }))
      else resolve(stdout)
    })
  })
}

/** Runs the pnpm that this repository uses. */
export const pnpm = (cwd: string, args: readonly string[]) => run(cwd, 'npx', ['-y', manifest.packageManager, ...args])

/** Packs every package as `pnpm publish` would. Returns the tarballs by package name. */
export async function pack(): Promise<Map<string, string>> {
  const folder = temporaryFolder('pack')
  await pnpm(root, ['--recursive', '--filter', './packages/*', 'pack', '--out', path.join(folder, '%s.tgz')])
  // pnpm replaces `%s` with the package's name as npm writes it in tarball names: `unwasi-core`.
  return new Map(
    readdirSync(folder).map((file) => [file.replace(/^unwasi-/, '@unwasi/').replace(/\.tgz$/, ''), path.join(folder, file)]),
  )
}

/**
 * How a package manager adds packages to the project in `dir`. The dependencies of a tarball are overrides and not dependencies,
 * because the project's own list must not make up for a package that lists too few.
 */
export const managers: Record<string, Manager> = {
  npm: {
    manifest: (tarballs) => ({ overrides: overrides(tarballs) }),
    add: (dir, specifiers) => run(dir, 'npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', ...specifiers]),
  },
  pnpm: {
    manifest: (tarballs) => ({ pnpm: { overrides: overrides(tarballs) } }),
    add: (dir, specifiers) => pnpm(dir, ['add', '--prefer-offline', '--ignore-workspace', ...specifiers]),
  },
}

interface Manager {
  manifest(tarballs: Map<string, string>): object
  add(dir: string, specifiers: readonly string[]): Promise<string>
}

function overrides(tarballs: Map<string, string>): Record<string, string> {
  const shared = ['@unwasi/core', '@unwasi/runtime', '@unwasi/toolchains']
  return Object.fromEntries(shared.map((name) => [name, specifier(tarballs, name)]))
}

/** The specifier that installs one of our packages. */
export function specifier(tarballs: Map<string, string>, name: string): string {
  const tarball = tarballs.get(name)
  if (tarball === undefined) throw new Error(`${name} was not packed`)
  return `file:${tarball}`
}

/** An installed package. */
export interface Installed {
  dir: string
  /** The package as `name@version`. */
  id: string
  scripts: Record<string, string>
  /** The relative paths of its files. */
  files: string[]
  /** The sum of their sizes. */
  bytes: number
}

/** Every package below `dir/node_modules`, listed once. */
export function installed(dir: string): Installed[] {
  return packageFolders(path.join(dir, 'node_modules')).map((folder) => {
    const {
      name,
      version,
      scripts = {},
    } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
      name: string
      version: string
      scripts?: Record<string, string>
    }
    const files = filesOf(folder)
    const bytes = files.reduce((sum, file) => sum + lstatSync(path.join(folder, file)).size, 0)
    return { dir: folder, id: `${name}@${version}`, scripts, files, bytes }
  })
}

/** Symbolic links lead to folders that are found elsewhere. */
function packageFolders(modules: string): string[] {
  const folders = readdirSync(modules, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  return folders.flatMap(({ name }): string[] => {
    const folder = path.join(modules, name)
    if (name === '.pnpm') {
      const stored = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
      return stored.flatMap((entry) => nested(path.join(folder, entry.name)))
    }
    if (name.startsWith('.')) return []
    if (name.startsWith('@')) return packageFolders(folder)
    return [folder, ...nested(folder)]
  })
}

function nested(folder: string): string[] {
  const modules = path.join(folder, 'node_modules')
  return lstatSync(modules, { throwIfNoEntry: false })?.isDirectory() ? packageFolders(modules) : []
}

/** The relative paths of all files in a package, except for nested packages. */
export function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'))
    .filter((file) => !file.startsWith('node_modules/'))
    .toSorted()
}
