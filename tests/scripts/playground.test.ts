// What the playground's page does with texts: shell words, variables, paths, links.
import { execFileSync } from 'node:child_process'

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { hexDump, humanSize, textOf } from '../../examples/playground/src/model/bytes.js'
import { readEnvironment } from '../../examples/playground/src/model/environment.js'
import { readLink, writeLink, type Linked } from '../../examples/playground/src/model/link.js'
import { areSound, fromTree, normalPath, obstacle, toTree } from '../../examples/playground/src/model/paths.js'
import { splitWords } from '../../examples/playground/src/model/words.js'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('arguments', () => {
  test.each([
    `a  b\tc`,
    `'two words' "two words" two\\ words`,
    `--name='a b'c"d e"`,
    `"a\\"b" "a\\\\b" "a\\nb" 'a\\b'`,
    `'' "" x`,
    `it\\'s "it's"`,
    `a\\
b`,
  ])('are split as by a shell: %s', (line) => {
    const shell = execFileSync('sh', ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' })
    expect(splitWords(line)).toEqual({ words: shell.split('\0').slice(0, -1) })
  })

  test('whose quotation does not end are a problem', () => {
    expect(splitWords(`a 'b c`).problem).toContain('does not end')
    expect(splitWords(`a "b c`).problem).toContain('does not end')
  })
})

test('variables are read line by line, and a line without = is a problem', () => {
  expect(readEnvironment('A=1\n\n# no\nB=x=y\r\nEMPTY=\n__proto__=z')).toEqual({
    variables: Object.fromEntries([
      ['A', '1'],
      ['B', 'x=y'],
      ['EMPTY', ''],
      ['__proto__', 'z'],
    ]),
  })
  expect(readEnvironment('A=1\nB').problem).toContain('Line 2')
})

describe('paths', () => {
  test('have one spelling, and stay in their folder', () => {
    expect(normalPath('/a//./b/')).toBe('a/b')
    expect(normalPath('../a')).toBeUndefined()
    expect(normalPath('/')).toBeUndefined()
  })

  test('become trees, and trees become paths', () => {
    const paths = new Map([
      ['a/b.txt', bytes('b')],
      ['__proto__/c', bytes('c')],
      ['empty/', new Uint8Array()],
      ['d', bytes('d')],
    ])
    expect(new Map([...fromTree(toTree(paths))].sort())).toEqual(new Map([...paths].sort()))
  })

  test('can be in the way of each other', () => {
    const paths = new Map([['a/b', bytes('')]])
    expect(obstacle(paths, 'a/b/c')).toContain('a/b is a file')
    expect(obstacle(paths, 'a')).toContain('a is a folder')
    expect(obstacle(paths, 'a/c')).toBeUndefined()
    expect(obstacle(paths, `a/${'ü'.repeat(128)}`)).toContain('255 bytes')
    expect(areSound(paths)).toBe(true)
  })
})

describe('links', () => {
  const form: Linked['form'] = { args: '', env: '', mode: 'text', input: '', timeout: '', files: new Map() }
  const source: Linked['source'] = { is: 'sample', sample: 'words' }

  test('hold every setup that is small', () => {
    const small = fc.string({ unit: 'grapheme', maxLength: 40 })
    const sources = fc.oneof(
      small.map((sample) => ({ is: 'sample' as const, sample })),
      small.map((address) => ({ is: 'address' as const, address })),
      fc.record({ is: fc.constant('file' as const), name: small, bytes: fc.uint8Array({ maxLength: 200 }) }),
    )
    const forms = fc.record({
      args: small,
      env: small,
      mode: fc.constantFrom('text' as const, 'lines' as const, 'keys' as const),
      input: small,
      timeout: small,
      files: fc.dictionary(small, fc.uint8Array({ maxLength: 50 })).map((entries) => {
        const files = new Map<string, Uint8Array>()
        for (const [name, content] of Object.entries(entries)) {
          const path = normalPath(name)
          if (path !== undefined && obstacle(files, path) === undefined) files.set(path, content)
        }
        return files
      }),
    })
    fc.assert(
      fc.property(sources, forms, (source, form) => {
        const { fragment, missing } = writeLink({ source, form })
        expect(missing).toEqual([])
        const read = readLink(fragment)
        expect(read?.source).toEqual(source)
        expect({ ...read?.form, files: [...(read?.form.files ?? [])].sort() }).toEqual({ ...form, files: [...form.files].sort() })
      }),
    )
  })

  test('leave out what is too large, and say so', () => {
    const noise = Uint8Array.from({ length: 20_000 }, (_, index) => (index * index * 7919) >> 5)
    const files = new Map([
      ['big.bin', noise],
      ['small.txt', bytes('hello')],
    ])
    const { fragment, missing } = writeLink({ source: { is: 'file', name: 'a.wasm', bytes: noise }, form: { ...form, files } })
    expect(fragment.length).toBeLessThan(8_001)
    expect(missing).toHaveLength(2)
    expect(missing.join(' ')).toMatch(/a\.wasm.*big\.bin/)
    const read = readLink(fragment)
    expect([...(read?.form.files.keys() ?? [])]).toEqual(['small.txt'])
    expect(read?.source).toEqual({ is: 'file', name: 'a.wasm', bytes: new Uint8Array() })
  })

  test('that are damaged are an error', () => {
    const { fragment } = writeLink({ source, form })
    expect(() => readLink(fragment.slice(0, -9))).toThrow('The link is damaged')
    expect(() => readLink('#s=AAAA')).toThrow('The link is damaged')
    expect(() => readLink('#s=')).toThrow('The link is damaged')
    expect(() => readLink(`${fragment}).`)).toThrow('The link is damaged')
    expect(readLink('#sample=words')).toBeUndefined()
  })

  test.each(['..', '../a', '', '/', 'a//b', '/a', 'x/y', 'x//', 'n'.repeat(256), 'a/'.repeat(600)])(
    'with a path that the page would refuse are an error: %s',
    (path) => {
      const files = new Map([
        ['x', bytes('x')],
        ['a/b', bytes('b')],
        [path, bytes('c')],
      ])
      expect(() => readLink(writeLink({ source, form: { ...form, files } }).fragment)).toThrow('The link is damaged')
    },
  )

  test('do not even try to contain large files', () => {
    const zeros = new Uint8Array(1_000_001)
    const { missing } = writeLink({
      source: { is: 'file', name: 'a.wasm', bytes: zeros },
      form: { ...form, files: new Map([['zeros', zeros]]) },
    })
    expect(missing.join(' ')).toMatch(/a\.wasm.*zeros/)
  })
})

test('bytes are shown as text only if they are text', () => {
  expect(textOf(bytes('grün'))).toBe('grün')
  expect(textOf(new Uint8Array([0x66, 0xff]))).toBeUndefined()
  expect(textOf(new Uint8Array([0]))).toBeUndefined()
  expect(hexDump(bytes('hello, world\n12345'))).toMatch(/^000000 {2}68 65 .* hello, world\.123\n000010 {2}34 35 +45$/)
  expect([999, 1_000, 12_345, 123_456, 2_806_689].map((size) => humanSize(size))).toEqual([
    '999 bytes',
    '1 kB',
    '12.3 kB',
    '123 kB',
    '2.8 MB',
  ])
})
