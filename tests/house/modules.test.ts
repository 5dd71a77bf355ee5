import { describe, expect, test } from 'vitest'

import { circlesOf, importsOf, linesOf, packageNames, readModules } from './modules.js'

const MAX_LINES = 250

/**
 * The runtime from the top down. A module imports from its own layer and those below it; what stands in one line does not import from
 * its neighbours.
 */
const RUNTIME_LAYERS = [
  ['index.ts', 'index.browser.ts', 'index.preview1.ts', 'node.ts'],
  ['index.run.ts'],
  ['index.common.ts'],
  ['worker/'],
  ['run/'],
  ['preview1/', 'preview2/'],
  ['guest/'],
  ['context/'],
  ['platform/'],
  ['stdio/'],
  ['async-types.ts'],
  ['worker-types.ts'],
  ['instance-types.ts'],
  ['types.ts'],
  ['stdio-types.ts', 'import-types.ts'],
  ['directory/', 'exports.ts'],
  ['bytes.ts'],
  ['errno/', 'errors/'],
]

describe.each(packageNames)('the sources of %s', (name) => {
  const modules = readModules(name)

  test('have no circle of imports, those of types included', () => {
    expect(circlesOf(modules)).toEqual([])
  })

  test(`have ${MAX_LINES} lines at most`, () => {
    expect([...modules.keys()].filter((file) => linesOf(name, file) > MAX_LINES)).toEqual([])
  })
})

describe('the layers of the runtime', () => {
  const modules = readModules('runtime')
  const placeOf = (file: string): [layer: number, unit: string] | undefined => {
    for (const [layer, units] of RUNTIME_LAYERS.entries())
      for (const unit of units) if (unit.endsWith('/') ? file.startsWith(unit) : file === unit) return [layer, unit]
    return undefined
  }

  test('hold every module', () => {
    expect([...modules.keys()].filter((file) => placeOf(file) === undefined)).toEqual([])
  })

  test('import only from below, types too', () => {
    const upward = [...modules].flatMap(([file, imports]) => {
      const [layer, unit] = placeOf(file)!
      return imports
        .filter((imported) => {
          const [other, neighbour] = placeOf(imported)!
          return other < layer || (other === layer && neighbour !== unit)
        })
        .map((imported) => `${file} imports ${imported}`)
    })
    expect(upward).toEqual([])
  })
})

describe('what is read of modules', () => {
  test('are imports and exports of values and of types', () => {
    const text = `
      import { a } from './a.js'
      import type { B } from '../b.js'
      import {
        c,
        type D,
      } from './c/d.js'
      export * from './e.js'
      export type { F } from './f.js'
      type G = typeof import('./g.js')
      const h = await import('./h.js')
      import fs from 'node:fs'`
    expect(importsOf(text, 'x/y.ts')).toEqual(['x/a.ts', 'b.ts', 'x/c/d.ts', 'x/e.ts', 'x/f.ts', 'x/g.ts', 'x/h.ts'])
  })

  test('are circles, of any length and each once', () => {
    const modules = new Map([
      ['a', ['b']],
      ['b', ['c', 'd']],
      ['c', ['a']],
      ['d', ['e']],
      ['e', []],
      ['f', ['f']],
    ])
    expect(circlesOf(modules)).toEqual([['a', 'b', 'c'], ['f']])
  })
})
