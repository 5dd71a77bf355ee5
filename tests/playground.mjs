// `pnpm playground BUNDLER [GUEST.wasm]` builds the page of that bundler's first row in the browser matrix and serves it until
// ^C. If the name says so, it uses a development server of the bundler.
// The guest's arguments are in the page's address: ?arg=…&arg=…  Without a bundler it prints the names of all rows.
import { copyFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

import { runnerImport } from 'vite'

/** Node 20 does not read TypeScript. */
async function load(file) {
  const { module } = await runnerImport(path.join(import.meta.dirname, file), { configFile: false, logLevel: 'error' })
  return module
}

const [wanted, guest] = process.argv.slice(2)
const { rows } = await load('browser/rows.ts')
const { servers } = await load('browser/servers.ts')
const { makeProject } = await load('bundlers/harness/project.ts')
const names = [...new Set([...rows.map(({ bundler }) => bundler), 'vite8-dev', 'vite7-dev', ...servers.map(({ name }) => name)])]

if (wanted === undefined || !names.includes(wanted)) {
  console.error(`usage: pnpm playground ${names.join('|')} [GUEST.wasm]`)
  process.exit(2)
}

const server = servers.find(({ name }) => name === wanted)
const [bundler, dev] = wanted.split('-')
const { build, base = '/', files, page } = server ?? rows.find((row) => row.bundler === bundler)
const project = makeProject(files)
if (guest !== undefined) copyFileSync(guest, path.join(project.dir, 'main.wasm'))

const { url, close } = await start()
console.log(`${url}?arg=args&arg=one&arg=two\nproject: ${project.dir}`)
process.once('SIGINT', async () => {
  await close()
  project.remove()
})

async function start() {
  if (server !== undefined) return server.start(project)
  if (dev !== undefined) return (await load('bundlers/harness/vite.ts')).startVite(bundler, project, {})
  const { dir, warnings } = await build(project)
  for (const warning of warnings) console.warn(warning)
  if (page !== undefined) writeFileSync(path.join(dir, 'index.html'), page)
  const { serve } = await load('browser/serve.ts')
  return serve(dir, base)
}
