import { mkdtempSync, readFileSync } from 'node:fs'
import path from 'node:path'

import { projectFiles } from '../../../packages/create/src/templates.js'
import { addOurs, installation, prefix, type Packages } from '../installation.js'
import { node, run } from '../processes.js'
import { rows, ways, type Row } from './rows.js'

type Manifest = Partial<Record<'dependencies' | 'devDependencies', Record<string, string>>>

/** What projects of a group need, in the lowest versions that they name. */
function packagesOf(group: string): Packages {
  const needed = rows
    .filter(({ template }) => ways[template].group === group)
    .flatMap(({ template, language, options }) => {
      const typescript = /--(type|java)script/.exec(options)?.[1]
      const files = projectFiles({
        ...{ template, language, name: 'app', version: '0.0.0' },
        ...(typescript !== undefined && { typescript: typescript === 'type' }),
      })
      const { dependencies, devDependencies } = JSON.parse(String(files.get('package.json'))) as Manifest
      return Object.entries({ ...dependencies, ...devDependencies })
    })
  const theirs = needed.filter(([name]) => !name.startsWith('@unwasi/'))
  return Object.fromEntries(theirs.map(([name, range]) => [name, range.replace('^', '')]))
}

const hosts = new Map<string, Promise<string>>()

/** A folder with our packages, as they are published, in which the projects of a group find the packages that they need. */
function hostOf(group: string): Promise<string> {
  const host = hosts.get(group) ?? makeHost(group)
  hosts.set(group, host)
  return host
}

async function makeHost(group: string): Promise<string> {
  const dir = mkdtempSync(path.join(await installation(group, packagesOf(group)), prefix))
  await addOurs(dir)
  return dir
}

export const madeHosts = (): Promise<string[]> => Promise.all(hosts.values())

/** Has the command make a project. Returns its folder, which has a space in its name. */
export async function createProject({ template, language, options }: Row): Promise<string> {
  const host = await hostOf(ways[template].group)
  const name = ['my', template, language, ...options.replaceAll('-', '').split(' ')].filter(Boolean).join(' ')
  const bin = path.join(host, 'node_modules/create-unwasi/bin/create-unwasi.js')
  await run(host, `"${node}" ${bin} "${name}" --template ${template} --language ${language} ${options}`)
  return path.join(host, name)
}

/** The scripts of the project's package.json. */
export const scriptsOf = (dir: string): Record<string, string> =>
  (JSON.parse(readFileSync(path.join(dir, 'package.json'), 'utf8')) as { scripts: Record<string, string> }).scripts
