import { fileURLToPath } from 'node:url'

import { rolldown } from 'rolldown'
import { expect, test } from 'vitest'

import * as functions from '../src/preview1/functions.js'

const folder = fileURLToPath(new URL('../src/', import.meta.url))

/** The sources that a bundle contains if its program, a `kind`, imports only the function `name`. */
const sources = async (name: string, kind: 'command' | 'reactor' = 'command'): Promise<string[]> => {
  const entry = `import { ${kind}, ${name} } from '${folder}index.browser.ts'
export default ${kind}({ format: 2, name: 'x', guest: 'x.wasm', host: [${name}] })`
  const bundle = await rolldown({
    input: 'entry',
    platform: 'neutral',
    plugins: [
      { name: 'entry', resolveId: (id) => (id === 'entry' ? id : undefined), load: (id) => (id === 'entry' ? entry : undefined) },
    ],
    onLog: () => {},
    treeshake: { moduleSideEffects: false },
  })
  const { output } = await bundle.generate({ format: 'esm' })
  const rendered = Object.entries(output[0].modules).filter(([, { renderedLength }]) => renderedLength > 0)
  return rendered.map(([id]) => id.replace(folder, ''))
}

const files = /^directory\/memory-|^preview1\/(open-file|open-directory|files|stat)\.ts|^guest\/paths/
const input = /^stdio\/(input|stream-input)|^preview1\/open-stdin|^context\/open-input/

/** Sources, and the functions that need them. */
const needs: [where: RegExp, of: RegExp][] = [
  [files, /^(unstable_)?(path_|fd_(advise|allocate|datasync|filestat|p?readdir|pread|pwrite|sync))/],
  [input, /^(fd_read|(unstable_)?poll_oneoff)$/],
  [/^context\/wait/, /^(unstable_)?poll_oneoff$/],
  [/^preview1\/(readdir|listings)/, /^fd_readdir$/],
  [/^context\/random/, /^random_get$/],
  [/^preview1\/unstable/, /^unstable_/],
]

test.each(Object.keys(functions))('%s brings nothing that only other functions need', async (name) => {
  const found = await sources(name)
  const foreign = needs.filter(([, of]) => !of.test(name))
  expect(found.filter((source) => foreign.some(([where]) => where.test(source)))).toEqual([])
})

test.each([
  ['path_open', files],
  ['fd_read', input],
  ['poll_oneoff', input],
  ['poll_oneoff', /^context\/wait/],
  ['fd_readdir', /^preview1\/listings/],
  ['random_get', /^context\/random/],
])('%s brings what it needs', async (name, where) => {
  expect((await sources(name)).filter((source) => where.test(source))).not.toEqual([])
})

test('a library brings nothing that only commands need', async () => {
  const foreign = /^guest\/(command-context|jspi)|^run\/(command|spawn|\w+-pipe)|^context\/turn|^worker\//
  const ofCommands = await sources('fd_write')
  expect(ofCommands.filter((source) => foreign.test(source))).toContain('run/output-pipe.ts')
  expect((await sources('fd_write', 'reactor')).filter((source) => foreign.test(source))).toEqual([])
})
