// The playground, built once and served under the path that it has on the site, with guests for the tests beside it.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { build } from 'vite'

import { watch } from '../page.js'
import { serve } from '../serve.js'

const example = path.resolve(import.meta.dirname, '../../../examples/playground')

export interface Site {
  url: string
  close(): Promise<void>
}

/** @param guests what tests drop on the page, by the names of the files */
export async function buildSite(guests: Readonly<Record<string, Uint8Array>>): Promise<Site> {
  const folder = mkdtempSync(path.join(tmpdir(), 'unwasi-playground-'))
  await build({
    root: example,
    configFile: path.join(example, 'vite.config.ts'),
    logLevel: 'error',
    build: { outDir: folder, emptyOutDir: true },
  })
  // The policy of the page forbids scripts in it, so what collects its problems is a file.
  const page = path.join(folder, 'index.html')
  writeFileSync(page, readFileSync(page, 'utf8').replace('<title>', '<script src="./watch.js"></script><title>'))
  writeFileSync(path.join(folder, 'watch.js'), `${watch}${saving}`)
  mkdirSync(path.join(folder, 'test'))
  for (const [name, bytes] of Object.entries(guests)) writeFileSync(path.join(folder, 'test', name), bytes)
  const served = await serve(folder, '/unwasi/playground/')
  return {
    url: served.url,
    async close() {
      await served.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Keeps what the page gives the user as files, because the tests can't see downloads. */
const saving = `
globalThis.saved = []
const blobs = new Map()
const { createObjectURL } = URL
URL.createObjectURL = (blob) => {
  const url = createObjectURL(blob)
  blobs.set(url, blob)
  return url
}
HTMLAnchorElement.prototype.click = function () {
  if (this.download) saved.push({ name: this.download, content: blobs.get(this.href).arrayBuffer() })
}
`
