import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'

import { pnpm, root } from '../steps.mjs'
import { publicPackages } from './packages.mjs'
import { pending, version } from './version.mjs'

/**
 * Does in a copy all that a release does, up to the upload: versions, changelog, tarballs, and npm's own checks of them.
 * @param {string} date as `YYYY-MM-DD`
 * @param {(name: string, tarball: string) => Promise<void>} [check] is called with each package and its tarball
 * @returns {Promise<{ version: string, names: string[] }>}
 */
export async function rehearse(date, check) {
  const folder = mkdtempSync(path.join(tmpdir(), 'unwasi-release-'))
  try {
    copy(folder)
    // A version that a release has just set is kept. npm may have this version already, and refuses it then without --force.
    const isNew = await pending(folder)
    const next = isNew ? await version(folder, date) : publicPackages(folder)[0].manifest.version
    // pnpm replaces `%s` with the package's name as npm writes it in tarball names: `unwasi-core`.
    const out = path.join(folder, '%s.tgz')
    if (!pnpm(['--recursive', '--filter', './packages/*', 'pack', '--out', out], { cwd: folder, quiet: true }))
      throw new Error('pnpm could not pack the packages')

    const names = publicPackages(folder).map(({ manifest }) => manifest.name)
    for (const name of names) {
      const tarball = path.join(folder, `${name.replace('@', '').replace('/', '-')}.tgz`)
      await publishable(name, tarball, next, isNew ? [] : ['--force'])
      await check?.(name, tarball)
    }
    return { version: next, names }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Copies what a release reads. Sources and dependencies are left out. */
function copy(folder) {
  for (const name of ['.changeset', 'package.json', 'pnpm-workspace.yaml', 'CHANGELOG.md', 'LICENSE'])
    cpSync(path.join(root, name), path.join(folder, name), { recursive: true, force: true })
  const packages = publicPackages()
  for (const { folder: from, manifest } of packages) {
    const to = path.join(folder, 'packages', path.basename(from))
    cpSync(from, to, { recursive: true, filter: (file) => !['node_modules', 'src', 'test'].includes(path.basename(file)) })
    // pnpm reads the versions of the workspace's packages through these links.
    for (const name of Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })) {
      const other = packages.find((one) => one.manifest.name === name)
      if (other === undefined) continue
      const link = path.join(to, 'node_modules', name)
      mkdirSync(path.dirname(link), { recursive: true })
      symlinkSync(path.join(folder, 'packages', path.basename(other.folder)), link, 'junction')
    }
  }
}

/** Reads the manifest out of the tarball, and has npm check it as for a publication. */
async function publishable(name, tarball, next, options) {
  const manifest = JSON.parse(await output('tar', ['-xzOf', tarball, 'package/package.json']))
  const problems = []
  if (manifest.version !== next) problems.push(`its version is ${manifest.version}`)
  for (const [other, range] of Object.entries(manifest.dependencies ?? {}))
    if (range.startsWith('workspace:') || (other.startsWith('@unwasi/') && range !== next))
      problems.push(`it depends on ${other}@${range}`)
  if (problems.length > 0) throw new Error(`${name} at ${next}: ${problems.join(', and ')}`)

  await output('npm', ['publish', tarball, '--dry-run', '--access', 'public', '--loglevel', 'error', ...options])
}

async function output(command, args) {
  const { stdout } = await promisify(execFile)(command, args, { encoding: 'utf8', shell: process.platform === 'win32' })
  return stdout
}
