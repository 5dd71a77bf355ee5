import { cp, mkdir, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

import { packageUrl } from '../checkout.mjs'

const page = `<!doctype html>
<link rel="icon" href="data:,">
<script type="module" src="./main.js"></script>
`
/** `performance.now()` counts from the navigation. */
const main = `import run from './main.wasm?component'
run(['args', 'hello']).then(({ exitCode }) => { globalThis.result = { exitCode, ms: performance.now() } })
`

/** Opens a page whose program Vite's dev server has never served. Counts its requests and the milliseconds to the first exit code. */
export default async function devServer({ guest, folder, executablePath }) {
  const root = path.join(folder, 'page')
  await rm(root, { recursive: true, force: true })
  await mkdir(root)
  await writeFile(path.join(root, 'index.html'), page)
  await writeFile(path.join(root, 'main.js'), main)
  await cp(guest, path.join(root, 'main.wasm'))
  const { createServer } = await import(packageUrl('vite'))
  const { chromium } = (await import(packageUrl('playwright-core'))).default
  const plugin = createRequire(path.join(folder, 'package.json')).resolve('@unwasi/vite')
  const { default: unwasi } = await import(pathToFileURL(plugin).href)
  const server = await createServer({
    root,
    configFile: false,
    logLevel: 'error',
    cacheDir: path.join(root, '.vite'),
    server: { host: '127.0.0.1' },
    plugins: [unwasi({ cache: path.join(root, '.unwasi') })],
  })
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  try {
    await server.listen()
    const tab = await browser.newPage()
    const urls = []
    tab.on('request', (request) => urls.push(request.url()))
    await tab.goto(server.resolvedUrls.local[0])
    await tab.waitForFunction(() => 'result' in globalThis)
    const { exitCode, ms } = await tab.evaluate(() => globalThis.result)
    if (exitCode !== 0) throw new Error(`exit code ${exitCode}`)
    return { ms, requests: urls.length, runtime: urls.filter((url) => url.includes('/@unwasi/runtime/')).length }
  } finally {
    await browser.close()
    await server.close()
  }
}
