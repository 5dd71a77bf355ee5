// TypeScript's compiler, which examples/typescript shows in a page. It checks the projects of that page, and must print what the native
// compiler of the npm package typescript prints, which Microsoft built from the same commit.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

import { buildGuest, guest } from '../../../examples/typescript/build-guest.mjs'
import { cache, MissingTool } from '../fetch.mjs'

const projects = fileURLToPath(new URL('../../../examples/typescript/projects', import.meta.url))
const ARGS = ['-p', '.', '--noEmit', '--pretty', 'false']

function built() {
  const folder = path.join(cache, 'typescript')
  const file = path.join(folder, 'tsgo.wasm')
  if (existsSync(file)) return file
  const { error } = spawnSync('go', ['version'])
  if (error) throw new MissingTool('go is not installed')
  return buildGuest(folder)
}

/** What the native compiler prints about the project in `folder`. */
function native(folder) {
  const script = path.join(path.dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc')
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...ARGS], { cwd: folder, encoding: 'utf8' })
  return `${status} ${stdout}${stderr}`
}

const treeOf = (folder) =>
  Object.fromEntries(
    readdirSync(folder).map((name) => {
      const file = path.join(folder, name)
      return [name, statSync(file).isDirectory() ? treeOf(file) : readFileSync(file, 'utf8')]
    }),
  )

/** @type {import('../row.mjs').Row[]} */
export const typescriptRows = [
  {
    name: 'TypeScript',
    from: { name: `go:${path.basename(guest)}`, file: built },
    how: 'run',
    oracle: 'the native compiler of typescript@7.0.2',
    async run({ main }) {
      let errors = 0
      const names = readdirSync(projects)
      for (const name of names) {
        const folder = path.join(projects, name)
        const options = { dirs: { '/project': treeOf(folder) }, env: { PWD: '/project' } }
        const { exitCode, stdout, stderr } = await main(ARGS, options)
        const [answer, expected] = [`${exitCode} ${stdout}${stderr}`, native(folder)]
        if (answer !== expected) throw new Error(`${name}:\n${answer}\nThe native compiler:\n${expected}`)
        errors += stdout.match(/: error TS/g)?.length ?? 0
      }
      return `${names.length} projects, ${errors} errors`
    },
    expect: '10 projects, 75 errors',
  },
]
