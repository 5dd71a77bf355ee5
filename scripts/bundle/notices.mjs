import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** The file beside a bundle with the licences of the packages that it contains. */
const FILE = 'THIRD-PARTY.txt'

/** The folders of packages by the folder of the bundles that contain them. A folder may hold several bundles. */
const contained = new Map()

/** A plugin that writes the licences of the npm packages in the bundle, as they require. */
export const notices = {
  name: 'notices',
  generateBundle({ dir }, bundle) {
    const folders = contained.get(dir) ?? new Set()
    contained.set(dir, folders)
    for (const { modules = {} } of Object.values(bundle)) {
      for (const [id, { renderedLength }] of Object.entries(modules)) {
        const folder = packageFolder(id)
        if (folder !== undefined && renderedLength > 0) folders.add(folder)
      }
    }
    if (folders.size === 0) return
    const texts = [...folders].toSorted().map(notice)
    this.emitFile({ type: 'asset', fileName: FILE, source: `These packages are part of this one.\n\n${texts.join('\n')}` })
  },
}

/** The folder of the npm package that the module belongs to, or undefined if the module is ours. */
function packageFolder(id) {
  const [folder] = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id.replaceAll('\\', '/')) ?? []
  return folder
}

function notice(folder) {
  const { name, version, license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'))
  const file = readdirSync(folder).find((file) => /^licen[cs]e/i.test(file))
  if (file === undefined) throw new Error(`${name} ${version} has no licence file`)
  return `${name} ${version} (${license})\n\n${readFileSync(path.join(folder, file), 'utf8').trim()}\n`
}
