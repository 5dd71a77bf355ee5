import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { transpile } from '@unwasi/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { cases, missing, source, treeOf, type Case, type Folder } from '../conformance/suite.js'
import { inEachEngine, type Tab } from './engines/index.js'
import { html } from './page.js'
import { serve, type Served } from './serve.js'

/** A folder in a form that can be sent to the page, with file contents in base64. */
interface Sent {
  [name: string]: string | Sent
}

const send = (folder: Folder): Sent =>
  Object.fromEntries(
    Object.entries(folder).map(([name, entry]) => [
      name,
      entry instanceof Uint8Array ? Buffer.from(entry).toString('base64') : send(entry),
    ]),
  )

/** The page's part of a test. */
const program = `<script type="module">
const unpack = (folder) =>
  Object.fromEntries(
    Object.entries(folder).map(([name, entry]) => [
      name,
      typeof entry === 'string' ? Uint8Array.from(atob(entry), (char) => char.charCodeAt(0)) : unpack(entry),
    ]),
  )
globalThis.runThere = async ({ url, args, env, dirs }) => {
  const { default: run } = await import(url)
  return run(args, { env, dirs: unpack(dirs) })
}
</script>`

interface Job {
  url: string
  args: string[]
  env: Record<string, string>
  dirs: Sent
}

describe.skipIf(missing)('wasi-testsuite in a browser, directories: memory', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'unwasi-conformance-page-'))
  let served: Served

  const write = async (one: Case): Promise<void> => {
    const out = path.join(folder, one.name)
    mkdirSync(out, { recursive: true })
    const { code, assets } = await transpile(readFileSync(one.file), {
      file: one.file,
      runtime: '/runtime.js',
      cache: path.join(folder, 'cache'),
    })
    for (const asset of assets) writeFileSync(path.join(out, asset.name), asset.bytes)
    writeFileSync(path.join(out, 'index.js'), code)
  }

  beforeAll(async () => {
    copyFileSync(createRequire(import.meta.url).resolve('@unwasi/runtime/standalone'), path.join(folder, 'runtime.js'))
    writeFileSync(path.join(folder, 'index.html'), html(program))
    for (const one of cases()) await write(one)
    served = await serve(folder)
  })
  afterAll(async () => {
    await served.close()
    rmSync(folder, { recursive: true })
  })

  inEachEngine('$name', (_, browser) => {
    let tab: Tab
    beforeAll(async () => {
      tab = await browser().open(served.url)
    })

    test.each(cases().map((one) => [one.name, one] as const))('%s', async (name, one) => {
      const dirs = Object.fromEntries(one.dirs.map((dir) => [dir, send(treeOf(source(one, dir)))]))
      const job: Job = { url: `/${name}/index.js`, args: one.args, env: one.env, dirs }
      const result = await tab.evaluate(`runThere(${JSON.stringify(job)})`)
      expect(result).toMatchObject({ exitCode: one.exitCode, ...(one.stdout !== undefined && { stdout: one.stdout }) })
      expect(await tab.problems()).toEqual([])
    })
  })
})
