import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { root } from '../../scripts/steps.mjs'
import { pending, version } from '../../scripts/release/version.mjs'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'unwasi-version-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function write(file: string, content: string | object) {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true })
  writeFileSync(path.join(folder, file), typeof content === 'string' ? content : JSON.stringify(content))
}

const read = (file: string) => readFileSync(path.join(folder, file), 'utf8')

// Without such a file in each package that has a new version, changesets/action makes no pull request. If it were committed, each package of a
// release would get a page on GitHub.
test('a new version leaves a changelog in each package, which Git ignores', async () => {
  write('.changeset/config.json', readFileSync(path.join(root, '.changeset/config.json'), 'utf8'))
  write('.changeset/change.md', "---\n'@unwasi/core': minor\n---\n\nIt changes.\n")
  write('package.json', { name: 'root', version: '0.0.0', private: true })
  write('pnpm-workspace.yaml', 'packages:\n  - packages/*\n')
  write('pnpm-lock.yaml', '')
  write('CHANGELOG.md', '# Changelog\n')
  const names = { core: '@unwasi/core', cli: 'unwasi', create: 'create-unwasi' }
  for (const [place, name] of Object.entries(names)) write(`packages/${place}/package.json`, { name, version: '0.1.0' })

  expect(await pending(folder)).toBe(true)
  expect(await version(folder, '2026-12-01')).toBe('0.2.0')
  // The pull request of a release has no changesets, and has to pass the checks that rehearse a release.
  expect(await pending(folder)).toBe(false)

  expect(read('CHANGELOG.md')).toContain('## 0.2.0 (2026-12-01)')
  for (const [place, name] of Object.entries(names)) {
    expect(JSON.parse(read(`packages/${place}/package.json`))).toEqual({ name, version: '0.2.0' })
    // The action looks for a heading that is the version alone.
    expect(read(`packages/${place}/CHANGELOG.md`)).toMatch(/^## 0\.2\.0\n\n\S/m)
  }
  expect(readFileSync(path.join(root, '.gitignore'), 'utf8').split('\n')).toContain('packages/*/CHANGELOG.md')
})
