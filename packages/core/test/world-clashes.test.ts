import { describe, expect, test } from 'vitest'

import { componentize } from '../src/componentize.js'
import { inspect } from '../src/inspect.js'
import { witNames } from '../src/isolate/world.js'
import { readComponent } from '../src/read/component.js'
import { exportOf, func, I32, program } from './wasm-bytes.js'

const library = (names: readonly string[]): Uint8Array =>
  program({
    types: [func([I32], [I32])],
    functions: names.map(() => 0),
    memories: [[0, 1]],
    exports: [exportOf('memory', 2, 0), ...names.map((name, index) => exportOf(name, 0, index))],
  })

describe('names that validators consider equal', () => {
  test.each([
    [
      ['setup', 'set_up'],
      ['setup', 'set-up-n2'],
    ],
    [
      ['fooBar', 'foobar', 'foo-bar'],
      ['foo-bar', 'foobar-n2', 'foo-bar-n3'],
    ],
    [
      ['a_n1', 'an1'],
      ['a-n1', 'an1-n2'],
    ],
  ])('%j', async (names, expected) => {
    expect(witNames(names)).toEqual(expected)
    const bytes = library(names)
    expect(readComponent(await componentize(bytes, { cache: false })).exports).toEqual(expected)
    const found = inspect(bytes)
    expect(found.converts).toBe(true)
    const remarks = names.map((name, index) => `${name} (${expected[index]})`)
    expect(remarks.filter((remark) => found.notes.join().includes(remark))).toEqual(remarks.slice(1))
  })

  test('names that do not clash are not reported', () => {
    expect(inspect(library(['setup', 'down'])).notes).toEqual([])
  })

  // Searching from the start for each of them would take hours.
  test('100,000 of them, and a name of a megabyte', { timeout: 60_000 }, () => {
    const names = Array.from({ length: 100_000 }, () => 'same')
    expect(new Set(witNames(names)).size).toBe(names.length)
    expect(witNames(['A'.repeat(1e6)])[0]!.length).toBeLessThanOrEqual(1000)
    expect(witNames(['aB'.repeat(5e5)])[0]).toMatch(/^[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*$/)
  })
})
