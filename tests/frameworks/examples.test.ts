import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { build, copyExample, type Example } from './example.js'
import { run } from './processes.js'

// Examples that print. Those with pages are in frameworks.test.ts.

/** What each does after `npm run guest`. */
const rows = [
  { name: 'node', scripts: [] },
  { name: 'deno', scripts: ['build'] },
]

describe.each(rows)('examples/$name', ({ name, scripts }) => {
  let example: Example
  beforeAll(async () => {
    example = copyExample(name)
    await build(example, scripts)
  })
  afterAll(() => example.remove())

  test('runs the program with arguments and standard input', async () => {
    const printed = await run(example.dir, 'echo to be or to | npm start --silent -- Ada Grace')
    expect(printed).toMatch(
      /^go[\d.]+ on wasip1\/wasm says:\n {2}1\. Hello, Ada\n {2}2\. Hallo, Grace\n\nwords on stdin:\n {2}to +2 ##\n/,
    )
  })
})
