import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { expect, test } from 'vitest'

import { versions } from '../src/project/versions.js'

const workspace = fileURLToPath(new URL('../../..', import.meta.url))
const read = (path: string): string => readFileSync(`${workspace}/${path}`, 'utf8')
const list = (folder: string): string[] => readdirSync(`${workspace}/${folder}`)

/** The versions of each package that the workspace and the tests of the frameworks install. */
function tested(): Map<string, Set<string>> {
  const packages = ['packages', 'examples'].flatMap((folder) =>
    list(folder)
      .map((name) => `${folder}/${name}/package.json`)
      .filter((file) => existsSync(`${workspace}/${file}`)),
  )
  const rows = list('tests/frameworks/projects').map((name) => `tests/frameworks/projects/${name}`)
  const found = new Map<string, Set<string>>()
  for (const file of ['package.json', 'tests/package.json', ...packages, ...rows])
    for (const [, name, version] of read(file).matchAll(/['"]?([@\w/-]+)['"]?: ['"](\d+\.\d+\.\d+)['"]/g))
      found.set(name!, (found.get(name!) ?? new Set()).add(version!))
  return found
}

test('projects get the versions that the rest of the repository tests', () => {
  const found = tested()
  const others = Object.entries(versions).filter(([name, version]) => found.has(name) && !found.get(name)!.has(version))
  expect(others).toEqual([])
  // The expression above finds something.
  expect(found.get('vite')).toContain(versions.vite)
})
