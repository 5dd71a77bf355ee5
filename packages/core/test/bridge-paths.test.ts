import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bridge } from '../src/isolate/bridge.js'
import { needs, type Profile } from '../src/isolate/profile.js'
import { preview1, signature, width, type Preview1Name } from '../src/preview1/table.js'
import { isolation } from './isolation-harness.js'

const ILSEQ = 25
const NAMETOOLONG = 37

const names = (Object.keys(preview1) as Preview1Name[]).filter((name) =>
  preview1[name].params.some(({ kind }) => kind === 'in-string'),
)

/** The address of each string. The strings of one call do not overlap. */
const place = (index: number): number => 1024 + index * 1024

/**
 * The arguments of a call with these strings, each at its own address. All other arguments are 0, except for out parameters,
 * which are at 16.
 */
function argumentsOf(name: Preview1Name, lengths: readonly number[]): (number | bigint)[] {
  let string = 0
  return preview1[name].params.flatMap((role): (number | bigint)[] => {
    if (role.kind === 'in-string') return [place(string), lengths[string++]!]
    if (role.kind === 'out') return [16]
    if (role.kind === 'value') return [role.type === 'i64' ? 0n : 0]
    return width(role) === 2 ? [512, 64] : [0]
  })
}

/** Calls `name` with these strings. Returns its errno and how often it called the adapter. */
function call(name: Preview1Name, strings: readonly Uint8Array[]): { errno: number; reached: number } {
  let reached = 0
  const count = () => {
    reached++
    return 0
  }
  const it = isolation({ functions: [name], adapter: () => ({ [name]: count }), guestPages: 4 })
  strings.forEach((bytes, index) => it.guestBytes().set(bytes, place(index)))
  return {
    errno: it.wasi[name]!(
      ...argumentsOf(
        name,
        strings.map(({ length }) => length),
      ),
    ),
    reached,
  }
}

const stringsOf = (name: Preview1Name): number => preview1[name].params.filter(({ kind }) => kind === 'in-string').length

describe('a string that is not UTF-8 is EILSEQ and never reaches the adapter', () => {
  const good = new TextEncoder().encode('directory/ü')
  const bad = Uint8Array.of(0x61, 0xff, 0x62)
  const rows = names.flatMap((name) => Array.from({ length: stringsOf(name) }, (_, at) => [name, at] as const))
  test('covers all functions that take paths', () => expect(rows).toHaveLength(13))
  test.each(rows)('%s, string %i', (name, at) => {
    const strings = Array.from({ length: stringsOf(name) }, () => good)
    expect(call(name, strings)).toEqual({ errno: 0, reached: 1 })
    expect(call(name, strings.with(at, bad))).toEqual({ errno: ILSEQ, reached: 0 })
  })
})

/** Byte sequences that are UTF-8, almost UTF-8, or nothing like it. */
const someBytes = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 30 }).map((text) => new TextEncoder().encode(text)),
  fc.tuple(fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }), fc.nat(), fc.nat(255)).map(([text, at, byte]) => {
    const bytes = new TextEncoder().encode(text)
    bytes[at % bytes.length] = byte
    return bytes
  }),
  fc
    .tuple(fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }), fc.nat())
    .map(([text, cut]) => new TextEncoder().encode(text).subarray(0, cut % 30)),
  // These lie around the borders of table 3-7, with ASCII before and after.
  fc
    .tuple(
      fc.nat(9),
      fc.constantFrom(0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff),
      fc.array(fc.constantFrom(0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0), { maxLength: 4 }),
      fc.nat(9),
    )
    .map(([before, lead, rest, after]) => Uint8Array.of(...Array(before).fill(0x61), lead, ...rest, ...Array(after).fill(0x61))),
)

test('accepts exactly the UTF-8 that TextDecoder accepts', () => {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const isUtf8 = (bytes: Uint8Array): boolean => {
    try {
      decoder.decode(bytes)
      return true
    } catch {
      return false
    }
  }
  const it = isolation({ functions: ['path_unlink_file'] })
  fc.assert(
    fc.property(someBytes, (bytes) => {
      // Bytes after the string must not matter.
      it.guestBytes().fill(0x80, 1024, 2048)
      it.guestBytes().set(bytes, 1024)
      expect(it.wasi.path_unlink_file!(3, 1024, bytes.length)).toBe(isUtf8(bytes) ? 0 : ILSEQ)
    }),
    { numRuns: 5000 },
  )
})

test('every sequence of two bytes, and longer ones around the borders', () => {
  const decoder = new TextDecoder()
  const it = isolation({ functions: ['path_unlink_file'] })
  const memory = it.guestBytes()
  const borders = [0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0]
  const check = (...bytes: number[]): void => {
    memory.set(bytes, 1024)
    // No sequence here encodes U+FFFD itself.
    const expected = decoder.decode(Uint8Array.from(bytes)).includes('\uFFFD') ? ILSEQ : 0
    if (it.wasi.path_unlink_file!(3, 1024, bytes.length) !== expected) throw new Error(`${bytes.join()} is not ${expected}`)
  }
  for (let lead = 0; lead < 256; lead++) {
    check(lead)
    for (let second = 0; second < 256; second++) check(lead, second)
    for (const second of borders) {
      for (const third of borders) {
        check(lead, second, third)
        if (lead >= 0xe0) for (const fourth of borders) check(lead, second, third, fourth)
      }
    }
  }
})

test('a string may end where memory ends', () => {
  const it = isolation({ functions: ['path_unlink_file'], guestPages: 1 })
  for (const length of [1, 2, 3, 4, 5, 6, 7, 8, 9]) expect(it.wasi.path_unlink_file!(3, 65536 - length, length)).toBe(0)
})

test('a path that is too long is refused before it is read', () => {
  const it = isolation({ functions: ['path_rename'], guestPages: 1 })
  for (const length of [65537, 400_000_000, 0xffffffff]) {
    expect(it.wasi.path_rename!(3, 0, length, 3, 0, 1)).toBe(NAMETOOLONG)
    expect(it.wasi.path_rename!(3, 0, 1, 3, 0, length)).toBe(NAMETOOLONG)
  }
})

test('a guest without paths gets no code for them', () => {
  const profile = (functions: readonly Preview1Name[]): Profile => ({ kind: 'command', functions, entryPoints: [], startup: [] })
  const without = (Object.keys(preview1) as Preview1Name[]).filter((name) => !names.includes(name))
  expect(needs.strings(profile(without))).toBe(false)
  expect(names.every((name) => needs.strings(profile([name])))).toBe(true)
  expect(WebAssembly.validate(bridge(profile([...without].sort())) as Uint8Array<ArrayBuffer>)).toBe(true)
  expect(signature('path_open').params).toHaveLength(9)
})
