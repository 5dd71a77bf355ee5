import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { queries } from '../src/dts/queries.js'
import { dtsText, formOf, guestsIn, isGenerated, type TypedGuest } from '../src/dts/text.js'

const guest = (path: string, types = 'export default one\n', included = false): TypedGuest => ({
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
      expect(guestsIn(text).toSorted(order)).toEqual(given.toSorted(order))
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
