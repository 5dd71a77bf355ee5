import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'

import { afterAll, expect, test } from 'vitest'

import { at, parse, workspace } from './blocks.js'
import { atBuild, folder } from './errors/at-build.js'
import { atRun, removeModules } from './errors/at-run.js'

const page = 'docs/errors.md'
const read = (file: string) => readFileSync(path.join(workspace, file), 'utf8')

afterAll(removeModules)

/** The alternatives of a type whose declaration is in a file. */
function codesOf(file: string, type: string): string[] {
  const declaration = read(file)
    .split(`export type ${type} =`)[1]!
    .split(/\n\n|\nexport /)[0]!
  return [...declaration.matchAll(/\| '(\w+)'/g)].map(([, code]) => code!)
}

test('each code has a heading, and no other word does', () => {
  const codes = new Set([
    ...codesOf('packages/core/src/errors.ts', 'UnwasiErrorCode'),
    ...codesOf('packages/runtime/src/errors/run-error.ts', 'RunErrorCode'),
  ])
  const headings = [...read(page).matchAll(/^### (.*)$/gm)].map(([, heading]) => heading!)
  expect(headings.toSorted()).toEqual([...codes].toSorted())
})

/** What differs from machine to machine, and what the page has instead. */
const differences = [
  [`${folder}${path.sep}`, ''],
  [/http:\/\/127\.0\.0\.1:\d+/g, 'https://example.com/assets'],
  [/(?<=The engine reports: ).*/g, 'WebAssembly.compile(): Compiling function #0 failed: Invalid opcode 0xff @+23'],
] as const

async function messageOf(example: () => Promise<unknown>): Promise<string> {
  const error = await example().then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof Error)) throw new Error('it did not fail')
  return differences.reduce((text, [from, to]) => text.replaceAll(from, to), error.message)
}

/** One of the messages is the compiler's. */
const hasGo = spawnSync('go', ['version']).status === 0

test.skipIf(!hasGo && process.env['CI'] !== 'true')('each message on the page is what unwasi says', async () => {
  let text = read(page)
  const messages = new Set<string>()
  for (const [heading, example] of Object.entries({ ...atBuild, ...atRun })) {
    const [before, after] = [`# ${heading}\n\n\`\`\`text\n`, '\n```\n']
    const start = text.indexOf(before)
    if (start < 0) throw new Error(`${page} has no section ${heading} that begins with a message`)
    const message = await messageOf(example)
    messages.add(`${message}\n`)
    text = text.slice(0, start + before.length) + message + text.slice(text.indexOf(after, start))
  }
  // `vitest -u` writes the messages into the page.
  await expect(text).toMatchFileSnapshot(path.join(workspace, page))
  const others = parse(page, text).filter(({ language, code }) => language === 'text' && !messages.has(code))
  expect(others.map(at)).toEqual([])
})
