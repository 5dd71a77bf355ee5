import { createHash, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { pack } from '../consumer/packages.js'
import { run } from './processes.js'

/** Versions by package name. */
export type Packages = Readonly<Record<string, string>>

/** Installations outside of the workspace, which later runs use again. */
const cache = path.join(tmpdir(), 'unwasi-frameworks')

/** How the names of projects begin, which lie in an installation. */
export const prefix = 'project-'

/** Newer versions are not installed, so that a release of a dependency's dependency does not change what is tested. */
const before = '2026-11-30'

/** A folder in which these packages are installed. Installing takes 10 to 30 seconds, when it is not there yet. */
export async function installation(name: string, packages: Packages): Promise<string> {
  // Projects are workspaces, because Vite only serves the files of a workspace.
  const manifest = JSON.stringify({ private: true, type: 'module', workspaces: [`${prefix}*`], dependencies: packages })
  const hash = createHash('sha256').update(`${manifest} ${before}`).digest('hex')
  const folder = path.join(cache, `${name}-${hash.slice(0, 12)}`)
  if (existsSync(folder)) return folder
  // Another process must never see half of it.
  const unfinished = `${folder}.${randomUUID()}`
  mkdirSync(unfinished, { recursive: true })
  writeFileSync(path.join(unfinished, 'package.json'), manifest)
  const options = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', '--no-package-lock']
  await run(unfinished, `npm install --before=${before} ${options.join(' ')}`).catch((error: Error) => {
    rmSync(unfinished, { recursive: true })
    const wanted = Object.entries(packages).map(([id, version]) => `${id}@${version}`)
    throw new Error(
      `npm could not install the packages of "${name}". Check that the registry can be reached: \`npm ping\`. They are ` +
        `${wanted.join(', ')}, with dependencies from before ${before}.\n${error.message}`,
      { cause: error },
    )
  })
  try {
    renameSync(unfinished, folder)
  } catch (error) {
    if (!existsSync(folder)) throw error
    rmSync(unfinished, { recursive: true })
  }
  return folder
}

let tarballs: Promise<Map<string, string>> | undefined

/** Unpacks our packages, as they are published, into `dir/node_modules`. */
export async function addOurs(dir: string): Promise<void> {
  tarballs ??= pack()
  await Promise.all(
    [...(await tarballs)].map(async ([name, tarball]) => {
      const target = path.join(dir, 'node_modules', name)
      mkdirSync(target, { recursive: true })
      await run(dir, `tar -xzf ${tarball} -C ${target} --strip-components 1`)
    }),
  )
}
