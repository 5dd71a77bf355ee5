import fc from 'fast-check'
import { expect, test } from 'vitest'

import { compare } from '../../examples/go-format/diff.js'
import { lineStart, spanAt } from '../../examples/shared/problems.js'
import { parse } from '../../examples/typescript/diagnostics.js'

const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 }).map((lines) => lines.join('\n'))

test('a comparison has both texts', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = compare(before, after)
      const without = (kind: string) => lines.filter((line) => line.kind !== kind).map((line) => line.text)
      expect(without('added').join('\n')).toBe(before)
      expect(without('removed').join('\n')).toBe(after)
    }),
  )
})

test('a comparison keeps as many lines as possible', () => {
  const kept = (before: string, after: string) => compare(before, after).filter(({ kind }) => kind === 'same').length
  expect(kept('a\nb\nc\nd', 'x\nb\ny\nd')).toBe(2)
  expect(kept('a\nb\na', 'b\na\nb')).toBe(2)
  expect(kept('', '')).toBe(1)
})

test('what the compiler prints is read with its positions and reasons', () => {
  const printed = [
    "src/a.ts(2,13): error TS2322: Type 'string' is not assignable to type 'number'.",
    '  A reason.',
    '    Its reason.',
    "error TS5057: Cannot find a tsconfig.json file at the specified directory: '.'.",
    '',
  ].join('\n')
  expect(parse(printed)).toEqual([
    {
      file: 'src/a.ts',
      line: 2,
      column: 13,
      code: 'TS2322',
      message: "Type 'string' is not assignable to type 'number'.\n  A reason.\n    Its reason.",
    },
    {
      file: undefined,
      line: 0,
      column: 0,
      code: 'TS5057',
      message: "Cannot find a tsconfig.json file at the specified directory: '.'.",
    },
  ])
  expect(parse('')).toEqual([])
})

test('a position becomes the word that is underlined', () => {
  const source = 'let é = 1\n  name()\n'
  const at = (line: number, column: number) => {
    const { start, end } = spanAt(source, lineStart(source, line) + column - 1)
    return source.slice(start, end)
  }
  expect([at(1, 5), at(2, 3), at(2, 7), at(1, 10), at(3, 1), at(9, 1)]).toEqual(['é', 'name', '(', '1', ')', ')'])
})
