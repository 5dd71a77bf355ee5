import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { afterEach, beforeEach, expect, test } from 'vitest'

let base: string
beforeEach(() => {
  base = mkdtempSync(path.join(tmpdir(), 'create-unwasi-'))
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

/** Pipes that pass for a terminal, in which the command asks. */
const script = `
process.stdin.isTTY = process.stdout.isTTY = true
process.stdin.setRawMode = () => process.stdin
const { main } = await import(${JSON.stringify(new URL('../dist/bundle/main.js', import.meta.url).href)})
process.exitCode = await main([])
process.stdin.destroy()
`

/** Answers one question after the other: each key is typed when the text before it is there. */
async function answer(...keys: readonly [after: string, key: string][]) {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], { cwd: base })
  let [printed, errors] = ['', '']
  const open = [...keys]
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text
    if (open[0] !== undefined && printed.includes(open[0][0])) child.stdin.write(open.shift()![1])
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
  const [code] = (await once(child, 'close')) as [number]
  return { code, errors, printed }
}

test.each([
  ['Control-C', '\u0003'],
  ['Control-D', '\u0004'],
])('%s ends the questions, and nothing is written', async (_, key) => {
  expect(await answer(['Folder', key])).toMatchObject({ code: 1, errors: 'Nothing was written.\n' })
  expect(await answer(['Folder', '\r'], ['Bundler or framework', key])).toMatchObject({
    code: 1,
    errors: 'Nothing was written.\n',
  })
  expect(readdirSync(base)).toEqual([])
})

test('a folder that can’t be used ends the questions', async () => {
  mkdirSync(path.join(base, 'wasi-app/own'), { recursive: true })
  const { code, errors, printed } = await answer(['Folder', '\r'])
  expect(code).toBe(1)
  expect(errors).toContain('wasi-app is not empty: it has own')
  expect(printed).not.toContain('Bundler')
})
