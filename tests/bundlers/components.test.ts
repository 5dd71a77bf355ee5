import { describe, expect, test } from 'vitest'

import { fixture } from '../../fixtures/index.mjs'
import { commandEntry, commandOutcome, libraryEntry, libraryOutcome, native, typed } from './harness/components.js'
import { outcome } from './harness/outcome.js'
import { makeProject } from './harness/project.js'
import { inlineRows, rows } from './rows.js'

const all = [...rows, ...inlineRows]

describe('a component that is a command', () => {
  test.each(all)('$bundler: $label', async ({ specifier = './main.wasm?component', ...row }) => {
    const project = makeProject({ 'main.js': commandEntry(specifier), 'main.wasm': native })
    expect(await outcome(project, row, ['one'])).toEqual(commandOutcome)
  })
})

// Only ES modules have top-level await, and the formats in which webpack and Rspack emulate it.
const awaiting = all.filter(({ bundler, label }) => bundler.endsWith('pack') || !/cjs|iife/.test(label))

describe('a component with typed interfaces', () => {
  test.each(awaiting)('$bundler: $label', async ({ specifier = './main.wasm?component', ...row }) => {
    const project = makeProject({ 'main.js': libraryEntry(specifier), 'main.wasm': typed })
    expect(await outcome(project, row, [])).toEqual(libraryOutcome)
  })
})

describe('a preview1 module with an embedded world', () => {
  test.each(rows.slice(0, 1))('$bundler: $label', async (row) => {
    const entry = `
      import { greet } from './main.wasm?component'
      console.log(greet('Ada'))
    `
    const project = makeProject({ 'main.js': entry, 'main.wasm': fixture('component-type') })
    expect(await outcome(project, row, [])).toMatchObject({ stdout: 'greet\nhello, Ada\n' })
  })
})
