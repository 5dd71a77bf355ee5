// Rehearses a release (`pnpm release --dry-run`), and has publint and are-the-types-wrong check its tarballs. It also checks how the packages
// describe themselves.
import { readFileSync } from 'node:fs'
import path from 'node:path'

import { publint } from 'publint'
import { formatMessage } from 'publint/utils'

import { publicPackages } from './release/packages.mjs'
import { rehearse } from './release/rehearsal.mjs'
import { bin, run } from './steps.mjs'

let problems = 0

async function lint(name, tarball) {
  const { buffer, byteOffset, byteLength } = readFileSync(tarball)
  const { messages, pkg } = await publint({ pack: { tarball: buffer.slice(byteOffset, byteOffset + byteLength) } })
  for (const message of messages) console.error(`${name}: publint: ${formatMessage(message, pkg)}`)
  return messages.length === 0
}

/** The keywords under which users look for a bundler's plugins. */
const keywords = {
  esbuild: ['esbuild-plugin'],
  rollup: ['rollup-plugin', 'rolldown-plugin'],
  unplugin: ['unplugin', 'farm-plugin', 'bun-plugin'],
  vite: ['vite-plugin'],
  webpack: ['webpack-plugin', 'rspack-plugin'],
}

/** Checks the fields that npm shows and that licence scanners read. */
function describes(name, manifest) {
  const wrong = []
  const check = (ok, field) => ok || wrong.push(field)
  check(manifest.license === 'Apache-2.0 WITH LLVM-exception', 'license')
  check(manifest.homepage?.startsWith('https://github.com/unwasi/unwasi'), 'homepage')
  check(manifest.bugs?.url === 'https://github.com/unwasi/unwasi/issues', 'bugs')
  check(manifest.repository?.directory === `packages/${name}`, 'repository')
  check(manifest.engines?.node !== undefined, 'engines')
  check(
    ['wasi', 'webassembly', ...(keywords[name] ?? [])].every((word) => manifest.keywords?.includes(word)),
    'keywords',
  )
  for (const field of wrong)
    console.error(`${name}: package.json: '${field}' is missing or not what scripts/check-packages.mjs expects`)
  return wrong.length === 0
}

/** The command `unwasi` has no importable entry, so it has no types to check. */
const typed = ({ exports }) => Object.keys(exports).some((entry) => entry !== './package.json')

/** Prints the long report only if there is a problem. */
function attw(tarball) {
  // Jest's configuration names one of these entries, plugins read the other as a file, and nothing imports them with types.
  const args = [
    tarball,
    '--profile',
    'esm-only',
    '--no-emoji',
    '--exclude-entrypoints',
    'jest-runtime',
    'worker',
    'worker-components',
    'worker-typed',
  ]
  return run(bin('attw'), args, { quiet: true }) || run(bin('attw'), args)
}

const today = new Date().toISOString().slice(0, 10)
const packages = new Map(publicPackages().map((one) => [one.manifest.name, one]))
await rehearse(today, async (full, tarball) => {
  const { folder, manifest } = packages.get(full)
  const name = path.basename(folder)
  if (!describes(name, manifest)) problems++
  if (!(await lint(name, tarball))) problems++
  if (typed(manifest) && !attw(tarball)) problems++
})
if (problems > 0) process.exitCode = 1
else console.log('publint and are-the-types-wrong found nothing')
