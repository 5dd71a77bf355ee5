import { expect, test } from 'vitest'

import { findings } from '../../scripts/prose/check.mjs'
import { passages } from '../../scripts/prose/read.mjs'
import { tics } from '../../scripts/prose/tics.mjs'

const found = (file: string, source: string) => findings(file, source).map(({ line, sentence }) => `${line}: ${sentence}`)

test.each([
  'Of a file.',
  'By name, in order.',
  'As wasmtime has it.',
  'In bytes.',
  'Likewise.',
  'Times before 1970 are none.',
  'The path is none that a guest can open.',
  'It names a function that WASI has not.',
  'A file is no directory.',
  'It copies all that there is.',
  'It skips what is not a file.',
  'It runs whoever is next.',
  'The promise has an error that nobody handles.',
  'The memory belongs to a module of its own.',
  'The bytes stay as they are.',
  'It is the same but for its name.',
  'It can tell files and directories apart.',
  'The entry is made anew.',
  'The guest waits for ever.',
  'It can not fail.',
  'The option is to be removed.',
  'It makes instances without end.',
  'It answers the number of bytes.',
  'It is closed, also when it fails.',
  'That is none of its concern.',
])('reports "%s" once', (sentence) => {
  expect(found('a.ts', `/** ${sentence} */`)).toEqual([`1: ${sentence}`])
})

test.each([
  'By default, there is no limit.',
  'As long as the file is open, it can be read.',
  'Returns undefined if there is none.',
  'The file has not changed.',
  'There is no such option.',
  'The old name is no longer used.',
  'In a browser it throws.',
  'The name is `what is not there`.',
])('accepts "%s"', (sentence) => {
  expect(found('a.ts', `// ${sentence}`)).toEqual([])
})

test('every rule gives a reason that is a sentence', () => {
  for (const { why } of tics) expect(why).toMatch(/^[A-Z`].*[.`]$/)
})

test('comments are read with the line on which they begin', () => {
  const source = [
    'const a = 1 // A value.',
    '// The first line',
    '// and the second.',
    '/**',
    ' * A summary.',
    ' *',
    ' * @param {string} a The name',
    ' *   of a file.',
    ' * @returns whether it exists',
    ' */',
    'const b = "// no comment"',
  ]
  expect(passages('a.mjs', source.join('\n'))).toEqual([
    { kind: 'comment', line: 1, text: 'A value.' },
    { kind: 'comment', line: 2, text: 'The first line and the second.' },
    { kind: 'comment', line: 5, text: 'A summary.' },
    { kind: 'comment', line: 7, text: 'The name of a file.' },
    { kind: 'comment', line: 9, text: 'whether it exists' },
    { kind: 'string', line: 11, text: '// no comment' },
  ])
})

test('directives and code in comments are not read', () => {
  const source =
    '// oxlint-disable-next-line -- nobody\n/// <reference types="nobody" />\n// See `nobody` and https://nobody.example/.'
  expect(passages('a.ts', source).map(({ text }) => text)).toEqual(['See X and X'])
})

test('strings are read, with placeholders for expressions', () => {
  expect(found('a.ts', 'const text = `the file ${name} is none of ours`')).toEqual([
    '1: the file X is none of ours',
    '1: the file X is none of ours',
  ])
  expect(found('a.ts', "throw new Error('of a file that is not there')")).toEqual([])
})

test('in a test only titles are read', () => {
  const source = "describe.each([])('a file is no directory', () => test('nobody', () => expect('whoever it is').toBe('')))"
  expect(found('a.test.ts', source)).toEqual(['1: a file is no directory'])
  expect(found('a.ts', source)).toHaveLength(2)
})

test('declarations and JSX are parsed', () => {
  expect(found('a.d.ts', '/** Of a file. */\nexport declare const size: number')).toEqual(['1: Of a file.'])
  expect(found('a.js', '// Of a page.\nexport default () => <p>text</p>')).toEqual(['1: Of a page.'])
  expect(() => found('a.ts', 'const = 1')).toThrow(/^a\.ts can't be parsed: /)
})

test('Markdown is read by paragraph, item and cell, without code', () => {
  const source = [
    '---',
    'nobody: true',
    '---',
    '',
    '# Of a title',
    '',
    'A paragraph that',
    'is none.',
    '- Of an item',
    '  with two lines',
    '',
    '| By name | nothing |',
    '',
    '```js',
    '// nobody',
    '```',
    'The end is `nobody`.',
  ]
  expect(found('a.md', source.join('\n'))).toEqual([
    '5: Of a title',
    '7: A paragraph that is none.',
    '9: Of an item with two lines',
    '12: By name',
  ])
})
