// `pnpm site` builds the site into docs/.vitepress/dist: the pages, the playground and the demonstrations. `pnpm site docs` builds the pages
// alone. TypeScript's compiler is part of it if it was built before (`npm run guest` in examples/typescript, which takes minutes).
// UNWASI_SITE_BASE is the path of the site on its server, with slashes on both sides (default: /unwasi/).
import { cpSync, existsSync, rmSync } from 'node:fs'
import path from 'node:path'

import { root, run, section } from './steps.mjs'

const site = path.join(root, 'docs/.vitepress/dist')
const chosen = process.argv.slice(2)

/**
 * The parts of the site in the order in which they are built. VitePress empties the folder, so its pages come first. The others work under
 * any address.
 */
const parts = [
  { name: 'docs', folder: 'docs', needs: 'index.md' },
  { name: 'playground', folder: 'examples/playground', needs: 'index.html' },
  { name: 'go-format', folder: 'examples/go-format', needs: 'index.html' },
  { name: 'typescript', folder: 'examples/typescript', needs: '.cache/tsgo.wasm', remedy: 'run `npm run guest` there' },
]

function build({ name, folder, needs, remedy }) {
  section(name)
  const project = path.join(root, folder)
  if (!existsSync(path.join(project, needs))) {
    const missing = `${folder}/${needs} is missing, so this part can't be built${remedy === undefined ? '' : `: ${remedy}`}`
    if (remedy === undefined || chosen.includes(name)) throw new Error(missing)
    console.log(`left out: ${missing}`)
    return
  }
  if (!run('npm', ['run', '--silent', 'build'], { cwd: project })) throw new Error(`${folder} does not build: see above`)
  if (name === 'docs') return
  rmSync(path.join(site, name), { recursive: true, force: true })
  cpSync(path.join(project, 'dist'), path.join(site, name), { recursive: true })
}

const unknown = chosen.filter((name) => !parts.some((part) => part.name === name))
try {
  if (unknown.length > 0)
    throw new Error(`no part of the site is called ${unknown.join(', ')}: there are ${parts.map(({ name }) => name).join(', ')}`)
  for (const part of parts) if (chosen.length === 0 || chosen.includes(part.name)) build(part)
  console.log(`\nThe site is in ${path.relative(process.cwd(), site)}; \`npm run --prefix docs preview\` serves it`)
} catch (error) {
  console.error(`The site was not built: ${error.message}`)
  process.exitCode = 1
}
