import { describe, expect, test } from 'vitest'

import { help, readArguments } from '../src/arguments.js'
import { UsageError } from '../src/errors.js'
import { languages, templates } from '../src/templates.js'

test('all options are read, in any order', () => {
  const line = '--template vite my-app --language go --worker --javascript --name @me/app --yes --overwrite'
  expect(readArguments(line.split(' '))).toEqual({
    folder: 'my-app',
    template: 'vite',
    language: 'go',
    name: '@me/app',
    typescript: false,
    worker: true,
    program: undefined,
    yes: true,
    overwrite: true,
    help: false,
    version: false,
  })
})

test('missing options stay open', () => {
  expect(readArguments([])).toMatchObject({ folder: undefined, template: undefined, language: undefined, typescript: undefined })
})

test('short options and values after an equals sign are read', () => {
  expect(readArguments(['-t', 'next', '-l', 'rust', '-y'])).toMatchObject({ template: 'next', language: 'rust', yes: true })
  expect(readArguments(['--template=Vite'])).toMatchObject({ template: 'vite' })
})

test("a program of one's own is WebAssembly", () => {
  expect(readArguments(['--program', 'a.wasm'])).toMatchObject({ language: 'wasm', program: 'a.wasm' })
})

describe('what is refused, and why', () => {
  test.each([
    [['--template', 'vit'], /^--template: there is no 'vit'\. There are vite, react, .* and node$/],
    [['--template', 'toString'], /there is no 'toString'/],
    [['--language', 'cobol'], /^--language: there is no 'cobol'\. There are go, tinygo, .* and wasm$/],
    [['--tempate', 'vite'], /^unknown option '--tempate'\. The options are --template, .* and --version$/],
    [['--template'], /^option '-t, --template <value>' argument missing\. The options are/],
    [['--worker=yes'], /^option '--worker' does not take an argument/],
    // `npm create unwasi my-app --template vite` passes this on.
    [
      ['my-app', 'vite'],
      /^there is more than one folder: 'my-app', 'vite'\. npm takes options for itself, unless they follow two dashes/,
    ],
    [[''], /the name of the folder is empty/],
    [['--typescript', '--javascript'], /exclude each other/],
    [['--name', 'My App'], /^--name: 'My App' is not a name for an npm package: it has capital letters$/],
    [['--program', 'a.wasm', '--language', 'go'], /--program is for a \.wasm file of your own/],
  ])('%j', (argv, message) => {
    expect(() => readArguments(argv)).toThrow(message)
    expect(() => readArguments(argv)).toThrow(UsageError)
  })
})

test('the help names every template and language', () => {
  const words = help().split(/[\s,]+/)
  expect(words).toEqual(expect.arrayContaining([...Object.keys(templates), ...Object.keys(languages)]))
  expect(
    Math.max(
      ...help()
        .split('\n')
        .map((line) => line.length),
    ),
  ).toBeLessThanOrEqual(100)
})
