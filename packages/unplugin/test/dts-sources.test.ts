import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { recordTypes } from '../src/dts/file.js'
import { dtsText, guestsIn } from '../src/dts/text.js'
import { resolveOptions } from '../src/options.js'

let root: string
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'unwasi-dts-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const write = (file: string, text: string) => {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true })
  writeFileSync(path.join(root, file), text)
}
const plain = { included: false, preview2: false, worker: false }
const found = (file: string, types: string) => ({ ...plain, file: path.join(root, file), types })

test('keeps what the file says of sources that this build has not built, and does not build them', async () => {
  write('cmd/hello/main.go', 'this does not compile')
  write('lib/lib.zig', 'nor does this')
  write('new/main.go', '')
  const run = 'const run: 1\nexport default run\n'
  const add = 'function add(): number\nexport { add }\n'
  const before = [
    { ...plain, path: 'cmd/hello/main.go', types: run, folder: true },
    { ...plain, path: 'gone/main.go', types: run, folder: true },
    { ...plain, path: 'lib/lib.zig', types: add },
  ]
  write('unwasi.d.ts', dtsText(before, '@unwasi/vite'))

  const options = resolveOptions({ dts: 'unwasi.d.ts' })
  await recordTypes(options, { root, plugin: '@unwasi/vite' }, found('new/main.go', run))
  const expected = [before[0]!, { ...plain, path: 'new/main.go', types: run, folder: true }, before[2]!]
  expect(readFileSync(path.join(root, 'unwasi.d.ts'), 'utf8')).toBe(dtsText(expected, '@unwasi/vite'))

  await recordTypes(options, { root, plugin: '@unwasi/vite' }, found('lib/lib.zig', run))
  expect(guestsIn(readFileSync(path.join(root, 'unwasi.d.ts'), 'utf8')).map(({ path, types }) => [path, types])).toEqual([
    ['lib/lib.zig', run.trimEnd()],
    ['cmd/hello/main.go', run.trimEnd()],
    ['new/main.go', run.trimEnd()],
  ])
})
