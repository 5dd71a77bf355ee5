// Fetches packages with the registries' own clients into a cache folder, and unpacks them there.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

import { packages } from './packages.mjs'

const root = path.resolve(fileURLToPath(import.meta.url), '../../..')

export const cache = path.join(root, 'node_modules', '.cache', 'wild')

/** A tool that is not installed. The rows that need it are skipped. */
export class MissingTool extends Error {}

/**
 * Runs a command and returns its standard output.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: Record<string, string> }} [options]
 */
export function tool(command, args, { cwd, env } = {}) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    maxBuffer: 1e8,
    shell: process.platform === 'win32' && command === 'npm',
  })
  if (error && 'code' in error && error.code === 'ENOENT') throw new MissingTool(`${command} is not installed`)
  if (error) throw error
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${stderr.slice(-2000)}`)
  return stdout
}

export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex')

const download = {
  npm: (spec, folder) => tool('npm', ['pack', '--silent', `--pack-destination=${folder}`, spec]),
  pypi: (spec, folder) =>
    tool('python3', [
      '-m',
      'pip',
      'download',
      '--quiet',
      '--no-deps',
      '--only-binary=:all:',
      '--python-version=3.13',
      '--disable-pip-version-check',
      `--dest=${folder}`,
      spec.replace('@', '=='),
    ]),
}

const unpack = {
  npm: (archive, folder) => tool('tar', ['-xzf', archive, '-C', folder]),
  pypi: (archive, folder) => tool('python3', ['-m', 'zipfile', '-e', archive, folder]),
}

/**
 * The folder of an unpacked package: `npm:pandoc-wasm@1.1.0`. Its archive must have the hash in `packages.mjs`.
 * @param {string} id
 */
export function packageFolder(id) {
  const folder = path.join(cache, id.replaceAll(/[:/]/g, '_'))
  if (existsSync(folder)) return folder
  const expected = packages[id]
  const [registry, spec] = [id.slice(0, id.indexOf(':')), id.slice(id.indexOf(':') + 1)]
  const scratch = `${folder}.${process.pid}`
  const [fetched, unpacked] = [path.join(scratch, 'archive'), path.join(scratch, 'unpacked')]
  for (const made of [fetched, unpacked]) mkdirSync(made, { recursive: true })
  try {
    download[registry](spec, fetched)
    const archive = path.join(fetched, readdirSync(fetched)[0])
    const actual = sha256(readFileSync(archive))
    if (actual !== expected) {
      throw new Error(`${id} has the SHA-256 ${actual}, and packages.mjs says ${expected ?? 'nothing about it'}`)
    }
    unpack[registry](archive, unpacked)
    renameSync(unpacked, folder)
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
  return folder
}

/**
 * Builds a Go program for WASI: `github.com/itchyny/gojq/cmd/gojq@v0.12.17`. Go's checksum database vouches for the sources.
 * @param {string} spec
 */
export function goProgram(spec) {
  const gopath = path.join(cache, 'go')
  const file = path.join(gopath, 'bin', 'wasip1_wasm', path.basename(spec.replace(/(?:\/v\d+)?@.*$/, '')))
  if (!existsSync(file)) {
    const modules = tool('go', ['env', 'GOMODCACHE']).trim()
    tool('go', ['install', spec], { env: { GOOS: 'wasip1', GOARCH: 'wasm', GOPATH: gopath, GOMODCACHE: modules, GOFLAGS: '' } })
  }
  return file
}

/**
 * Builds a Rust program: `svgbob_cli@0.7.6`. Its own lock file, which has a checksum for each crate, is used.
 * @param {string} spec
 * @param {string} target
 * @param {string} binary
 */
export function rustProgram(spec, target, binary) {
  const folder = path.join(cache, 'cargo', `${spec}-${target}`)
  const file = path.join(folder, 'bin', `${binary}.wasm`)
  if (!existsSync(file)) {
    if (!tool('rustup', ['target', 'list', '--installed']).split('\n').includes(target)) {
      throw new MissingTool(`rustup target ${target} is not installed`)
    }
    tool('cargo', ['install', '--quiet', '--locked', '--no-track', `--target=${target}`, `--root=${folder}`, spec], {
      env: { CARGO_TARGET_DIR: path.join(cache, 'cargo', 'target') },
    })
  }
  return file
}
