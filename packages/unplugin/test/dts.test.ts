import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { queries } from '../src/dts/queries.js'
import { dtsText, formOf, guestsIn, isGenerated, type TypedGuest } from '../src/dts/text.js'

const guest = (path: string, types: string | undefined = 'export default one\n', included = false): TypedGuest => ({
  path,
  types,
  included,
  preview2: false,
  worker: false,
})
const other = 'export default two\n'

/** The modules that the file declares for these programs. */
const modules = (guests: TypedGuest[]) =>
  [...dtsText(guests, '@unwasi/vite').matchAll(/^declare module ("[^"\n]+\.wasm[^"\n]*")/gm)].map(
    ([, name]) => JSON.parse(name!) as string,
  )
const both = (name: string) => [`${name}?component`, `${name}?component&inline`, `${name}?inline&component`]

describe('the declared name of a program', () => {
  test('is its file name, because any folder may import it', () => {
    expect(modules([guest('src/deep/lib.wasm')])).toEqual(both('*/lib.wasm'))
    expect(modules([guest('../shared/lib.wasm')])).toEqual(both('*/lib.wasm'))
  })

  test('is as much of the path as distinguishes it from programs with other types', () => {
    expect(modules([guest('a/x/lib.wasm'), guest('b/x/lib.wasm', other), guest('c/lib.wasm')])).toEqual([
      ...both('*/a/x/lib.wasm'),
      ...both('*/b/x/lib.wasm'),
      ...both('*/c/lib.wasm'),
    ])
  })

  test('is shared by all programs with the same types', () => {
    expect(modules([guest('a/main.wasm'), guest('b/main.wasm')])).toEqual(both('*/main.wasm'))
  })

  test('is missing if every candidate could mean another program', () => {
    const guests = [guest('lib.wasm'), guest('a/lib.wasm', other)]
    expect(modules(guests)).toEqual(both('*/a/lib.wasm'))
    expect(dtsText(guests, '@unwasi/vite')).toContain('// "lib.wasm": no pattern matches')
    expect(modules([guest('a*b.wasm')])).toEqual([])
  })

  test('is the name in its package, which does not match files of the project', () => {
    expect(modules([guest('node_modules/.pnpm/tool@1.0.0/node_modules/tool/lib.wasm'), guest('src/lib.wasm', other)])).toEqual([
      ...both('*/lib.wasm'),
      ...both('tool/lib.wasm'),
    ])
  })

  test('also exists without a query if it is imported that way', () => {
    expect(modules([guest('lib.wasm', other, true)])).toEqual(['*/lib.wasm', ...both('*/lib.wasm')])
  })

  test('has separate types with &preview2, which may differ', () => {
    const asComponent = { ...guest('a/lib.wasm', other), preview2: true, worker: false }
    expect(modules([guest('a/lib.wasm'), asComponent, guest('b/lib.wasm')])).toEqual([
      ...both('*/lib.wasm'),
      ...queries.preview2.map((query) => `*/lib.wasm${query}`),
    ])
  })

  test('has separate types with &worker, where functions return promises', () => {
    const inWorker = { ...guest('a/lib.wasm', other), worker: true }
    expect(modules([guest('a/lib.wasm'), inWorker, guest('b/lib.wasm')])).toEqual([
      ...both('*/lib.wasm'),
      ...queries.worker.map((query) => `*/lib.wasm${query}`),
    ])
    const onPreview2 = { ...inWorker, preview2: true }
    expect(modules([inWorker, onPreview2])).toEqual(
      [...queries.worker, ...queries.workerPreview2].map((query) => `*/lib.wasm${query}`),
    )
  })
})

describe('a source', () => {
  /** The programs that an import of one of these would mean, without queries. */
  const names = (guests: TypedGuest[]) =>
    [...dtsText(guests, '@unwasi/vite').matchAll(/^declare module "(\*\/[^"]+)\?component" /gm)].map(([, name]) => name)
  const source = (path: string, types?: string): TypedGuest => ({ ...guest(path, types), folder: true })

  test('is also known by its folder, with or without a slash', () => {
    expect(names([source('cmd/hello/main.go')])).toEqual(['*/main.go', '*/hello', '*/hello/'])
    expect(names([source('../shared/hello/main.go')])).toEqual(['*/main.go', '*/hello', '*/hello/'])
    expect(names([guest('cmd/hello/other.go')])).toEqual(['*/other.go'])
  })

  test('has no folder to name if that is where the file of the types is, or above it', () => {
    expect(names([source('main.go')])).toEqual(['*/main.go'])
    expect(names([source('../main.go')])).toEqual(['*/main.go'])
  })

  test('shares the pattern of its file with programs of the same types, but not its folder', () => {
    expect(names([source('a/main.go'), source('b/main.go')])).toEqual(['*/main.go', '*/a', '*/a/', '*/b', '*/b/'])
  })

  test('has as much of its folder as distinguishes it from folders with other types', () => {
    expect(names([source('x/tool/main.go'), source('y/tool/main.go', other)])).toEqual([
      ...['*/x/tool/main.go', '*/x/tool', '*/x/tool/'],
      ...['*/y/tool/main.go', '*/y/tool', '*/y/tool/'],
    ])
  })

  test('whose types are not known keeps its line, and no pattern of others matches it', () => {
    const text = dtsText([{ ...source('a/main.go'), types: undefined }, source('main.go', other)], '@unwasi/vite')
    expect(text).toMatch(/^\/\/ "a\/main\.go": no pattern matches/m)
    expect(text).not.toContain('*/main.go')
    expect(guestsIn(text)).toContainEqual({ ...guest('a/main.go'), types: undefined })
  })
})

test('the types in the file survive a round trip, whatever they contain', () => {
  const types =
    'declare const run: 1\n\n/** A comment.\n\n  indented\n */\ndeclare namespace shapes {\n  function f(): void\n}\nexport default run\n'
  const text = dtsText([guest('a/main.go', types), guest('b/main.go', types), guest('lib.go', other)], '@unwasi/vite')
  const kept = guestsIn(text)
  expect(kept.map(({ path, types }) => [path, types])).toEqual([
    ['lib.go', other.trimEnd()],
    ['a/main.go', types.trimEnd().replaceAll(/^declare /gm, '')],
    ['b/main.go', types.trimEnd().replaceAll(/^declare /gm, '')],
  ])
  expect(dtsText(kept, '@unwasi/vite')).toBe(text)
})

const guests = fc.uniqueArray(
  fc
    .record({
      path: fc.string({ unit: 'binary', minLength: 1 }).map((name) => `${name}.wasm`),
      types: fc.constantFrom('export default one\n', other),
      form: fc.constantFrom(
        { included: false, preview2: false, worker: false },
        { included: true, preview2: false, worker: false },
        { included: false, preview2: true, worker: false },
        { included: false, preview2: false, worker: true },
        { included: false, preview2: true, worker: true },
      ),
    })
    .map(({ path, types, form }) => ({ path, types, ...form })),
  { selector: ({ path, ...form }) => `${formOf(form)} ${path}` },
)

test('the list of programs survives a round trip, whatever their paths are', () => {
  fc.assert(
    fc.property(guests, (guests) => {
      const text = dtsText(guests, '@unwasi/vite')
      expect(isGenerated(text)).toBe(true)
      const key = ({ path, ...form }: Omit<TypedGuest, 'types' | 'included'>) => JSON.stringify([path, formOf(form)])
      const order = (a: Omit<TypedGuest, 'types'>, b: typeof a) => (key(a) < key(b) ? -1 : 1)
      const given = guests.map(({ path, included, preview2, worker }) => ({ path, included, preview2, worker }))
      const found = guestsIn(text).map(({ types: _, ...guest }) => guest)
      expect(found.toSorted(order)).toEqual(given.toSorted(order))
    }),
  )
})

test('the order in which programs were found does not matter', () => {
  fc.assert(
    fc.property(guests, (guests) => {
      expect(dtsText(guests.toReversed(), '@unwasi/vite')).toBe(dtsText(guests, '@unwasi/vite'))
    }),
  )
})
