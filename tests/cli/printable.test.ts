import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'

import { beforeEach, expect, test } from 'vitest'

import { temporaryFolder, unwasi } from './cli.js'

const utf8 = new TextEncoder()
const sized = (bytes: readonly number[]) => [(bytes.length & 0x7f) | 0x80, bytes.length >> 7, ...bytes]
const text = (value: string) => sized([...utf8.encode(value)])
const section = (id: number, ...content: number[]) => [id, ...sized(content)]

/** Clears the screen, starts a new line, and reverses the reading direction. */
const EVIL = 'evil\x1b[2J\x9b31m\nconverts yes\u202e\u2066'

/** A command that traps and has hostile names wherever it has names. */
const guest = Uint8Array.from([
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...section(1, 1, 0x60, 0, 0),
  ...section(3, 1, 0),
  ...section(5, 1, 0, 1),
  ...section(7, 3, ...text('memory'), 2, 0, ...text('_start'), 0, 0, ...text(EVIL), 0, 0),
  ...section(10, 1, 3, 0, 0x00, 0x0b),
  ...section(0, ...text('name'), 1, ...sized([1, 0, ...text(EVIL)])),
  ...section(0, ...text('producers'), 1, ...text('language'), 1, ...text(EVIL), ...text(EVIL)),
  ...section(0, ...text('target_features'), 1, 0x2b, ...text(EVIL)),
])

/** A module whose import is unknown. */
const refused = Uint8Array.from([
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...section(1, 1, 0x60, 0, 0),
  ...section(2, 1, ...text(EVIL), ...text(EVIL), 0, 0),
  ...section(5, 1, 0, 1),
  ...section(7, 2, ...text('memory'), 2, 0, ...text('_start'), 0, 0),
])

const file = `${EVIL}.wasm`
let folder: string
beforeEach(async () => {
  folder = await temporaryFolder()
  await writeFile(path.join(folder, file), guest)
  await writeFile(path.join(folder, 'refused.wasm'), refused)
})

const harmless = (output: string) => {
  expect(output).not.toMatch(/[^\P{C}\n]|[\u2028\u2029]/u)
  expect(output).not.toMatch(/^ *converts yes/m)
}

test.each([
  [['inspect', file], 0],
  [['inspect', '--json', file], 0],
  [['run', file], 134],
  [['run', '--trace', file], 134],
  [['transpile', file, '-o', EVIL], 0],
  [['component', file], 0],
  [['inspect', 'refused.wasm'], 0],
  [['run', 'refused.wasm'], 1],
  [['component', 'refused.wasm'], 1],
  [['run', EVIL], 1],
  [['inspect', file, EVIL], 2],
  [[EVIL], 2],
  [['run', `--${EVIL}`], 2],
])('row %#: no output acts on a terminal', async (args, code) => {
  const outcome = await unwasi(args, { cwd: folder })
  harmless(outcome.stderr)
  harmless(outcome.stdout.toString())
  expect(outcome.code).toBe(code)
})

test('--json has the original names', async () => {
  const { stdout } = await unwasi(['inspect', '--json', file], { cwd: folder })
  const { exports } = JSON.parse(stdout.toString()) as { exports: { name: string }[] }
  expect(exports.at(-1)?.name).toBe(EVIL)
})

test('files keep their names', async () => {
  expect(await unwasi(['transpile', file, '-o', 'out'], { cwd: folder })).toMatchObject({ code: 0 })
  expect((await readFile(path.join(folder, 'out', file))).equals(guest)).toBe(true)
})
