import { execFile } from 'node:child_process'
import { rmSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'

import { root } from './checkout.mjs'

const execute = promisify(execFile)
// On Windows npm and npx are .cmd files.
const shell = process.platform === 'win32'

/** Runs `make` at the first call only. */
const once = (make) => {
  let made
  return () => (made ??= make())
}

const temporary = once(async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'unwasi-bench-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
})

/** The tarballs of all packages as they are published, by package name. */
const packed = once(async () => {
  const out = path.join(await temporary(), 'packed')
  await mkdir(out)
  const { packageManager } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'))
  const pack = ['--recursive', '--filter', './packages/*', 'pack', '--out', path.join(out, '%s.tgz')]
  await execute('npx', ['-y', packageManager, ...pack], { cwd: root, shell })
  const files = await readdir(out)
  // pnpm replaces `%s` with the package's name as npm writes it in tarball names: `unwasi-core`.
  const name = (file) => file.replace(/^unwasi-/, '@unwasi/').replace(/\.tgz$/, '')
  return Object.fromEntries(files.map((file) => [name(file), `file:${path.join(out, file)}`]))
})

/**
 * Installs published packages, without the bundlers that they are for, into a new folder that is removed when the process exits.
 * @returns the folder, which has a package.json and node_modules
 */
export async function install(label, names) {
  const tarballs = await packed()
  const folder = path.join(await temporary(), label)
  await mkdir(folder)
  const shared = ['@unwasi/core', '@unwasi/runtime', '@unwasi/toolchains', '@unwasi/unplugin']
  const overrides = Object.fromEntries(shared.filter((name) => !names.includes(name)).map((name) => [name, tarballs[name]]))
  await writeFile(path.join(folder, 'package.json'), JSON.stringify({ private: true, overrides }))
  const options = ['--silent', '--omit=peer', '--legacy-peer-deps', '--prefer-offline']
  await execute('npm', ['install', ...options, ...names.map((name) => tarballs[name])], { cwd: folder, shell })
  return folder
}

/** A folder where every package that users name themselves is installed. */
export const installation = once(() =>
  install('all', ['@unwasi/vite', '@unwasi/webpack', '@unwasi/esbuild', '@unwasi/rollup', 'unwasi']),
)
