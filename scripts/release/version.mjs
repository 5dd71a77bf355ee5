import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

import getReleasePlan from '@changesets/get-release-plan'

import { bin, run } from '../steps.mjs'
import { entry, reference, withEntry } from './changelog.mjs'
import { publicPackages } from './packages.mjs'

/**
 * Whether there are changesets. There are none from the merge of a release's pull request to the next change.
 * @param {string} folder the root of the repository or of a copy
 */
export const pending = async (folder) => (await getReleasePlan(folder)).changesets.length > 0

/**
 * Uses up the changesets: writes their entry into CHANGELOG.md, and the new version into all packages, with a reference to that entry.
 * @param {string} folder the root of the repository or of a copy
 * @param {string} date as `YYYY-MM-DD`
 * @returns {Promise<string>} the new version
 */
export async function version(folder, date) {
  const { changesets, releases } = await getReleasePlan(folder)
  if (changesets.length === 0) throw new Error('there are no changesets, so there is nothing to release')
  const versions = new Set(releases.filter(({ type }) => type !== 'none').map(({ newVersion }) => newVersion))
  if (versions.size !== 1) throw new Error(`all packages must get the same version, not ${[...versions].join(', ')}`)
  const [next] = versions

  const changelog = path.join(folder, 'CHANGELOG.md')
  writeFileSync(changelog, withEntry(readFileSync(changelog, 'utf8'), entry({ version: next, date, changesets })))
  if (!run(bin('changeset'), ['version'], { cwd: folder })) throw new Error('`changeset version` failed')

  const left = publicPackages(folder).filter(({ manifest }) => manifest.version !== next)
  if (left.length > 0) throw new Error(`not at ${next}: ${left.map(({ manifest }) => manifest.name).join(', ')}`)

  // changesets/action fails without a changelog in each package: https://github.com/changesets/action/issues/569. Git ignores these, so the
  // action pushes the tags of a release without a page on GitHub for every package.
  for (const { folder: one, manifest } of publicPackages(folder))
    writeFileSync(path.join(one, 'CHANGELOG.md'), reference(manifest.name, next))
  return next
}
