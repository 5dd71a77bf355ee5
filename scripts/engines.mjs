// The versions of Node in which the tests of the runtime and a build with each bundler run, besides the one that runs `npm test`.
import { existsSync } from 'node:fs'
import path from 'node:path'

import { root, run } from './steps.mjs'

/** The lowest versions of 20 and 22 that packages support, and current ones, which have JSPI. */
const versions = ['20.19.0', '22.12.0', '24.22.3', '26.12.1']

const majorOf = (version) => Number(version.replace(/^v/, '').split('.')[0])

/** The versions to install and run. A release of the same line as this Node is left out, because this one runs all tests. */
export const engines = versions.filter((version) => majorOf(version) !== majorOf(process.version))

/**
 * Installs a version of Node into a cache folder, unless it is there.
 * @param {string} version
 * @returns {string | undefined} the path of its binary, or undefined if npm can't install it
 */
export function installNode(version) {
  const folder = path.join(root, 'node_modules', '.cache', 'engines', version)
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
  const binary = path.join(folder, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (existsSync(binary)) return binary
  const options = ['--no-save', '--no-package-lock', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error']
  return run('npm', ['install', ...options, `--prefix=${folder}`, `${name}@${version}`]) && existsSync(binary)
    ? binary
    : undefined
}

/** The arguments for Node that run the tests of an engine with Vitest. */
export const engineTests = [
  path.join(root, 'node_modules', 'vitest', 'vitest.mjs'),
  'run',
  ...['unit', 'engines'].map((project) => `--project=${project}`),
  'packages/runtime/test',
  'tests/engines',
  'tests/modes/node.test.ts',
]
