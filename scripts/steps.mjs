import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))

/** Prints a section line. */
export function section(title) {
  console.log(`\n== ${title} ==`)
}

/**
 * Runs `command` in the root of the repository and passes its output on.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, quiet?: boolean }} [options] `quiet` drops standard output
 * @returns {boolean} whether it exited with 0
 */
export function run(command, args, { cwd = root, quiet = false } = {}) {
  const { status, error } = spawnSync(command, args, {
    cwd,
    stdio: ['ignore', quiet ? 'ignore' : 'inherit', 'inherit'],
    // On Windows npm and npx are .cmd files.
    shell: process.platform === 'win32',
  })
  if (error) console.error(`${command}: ${error.message}`)
  return status === 0
}

/** The path of a command in the root's devDependencies. */
export function bin(name) {
  return path.join(root, 'node_modules', '.bin', name)
}

/** Runs a script of the root package.json. */
export function script(name) {
  return run('npm', ['run', '--silent', name])
}

/** Runs the pnpm that package.json names, so only Node and npm have to be installed. */
export function pnpm(args, options) {
  const { packageManager } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))
  return run('npx', ['-y', packageManager, ...args], options)
}

/** Installs exactly what the lockfile says. */
export function install() {
  section('install')
  return pnpm(['install', '--frozen-lockfile'])
}

export function build() {
  section('build')
  return script('build')
}

/** The path of `name` on PATH, or undefined. */
export function which(name) {
  return (process.env.PATH ?? '')
    .split(path.delimiter)
    .map((folder) => path.join(folder, name))
    .find((file) => existsSync(file))
}
