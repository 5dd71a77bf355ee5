// Hostile arguments.
import { AT, POOL } from './records.mjs'

const EDGES = [
  0n,
  1n,
  2n,
  3n,
  4n,
  7n,
  8n,
  255n,
  256n,
  65535n,
  65536n,
  (1n << 20n) + 1n,
  1n << 28n,
  (1n << 31n) - 1n,
  1n << 31n,
  (1n << 32n) - 8n,
]
const WIDE = [(1n << 32n) - 1n, 1n << 32n, (1n << 53n) - 1n, 1n << 53n, (1n << 63n) - 1n, 1n << 63n, (1n << 64n) - 1n]

export const int32 = (random) =>
  random.weighted([
    [4, () => BigInt(random.below(10))],
    [4, () => random.pick(EDGES)],
    [1, () => 0xffffffffn - BigInt(random.below(4))],
    [1, () => BigInt(random.u32())],
  ])()

export const int64 = (random) =>
  random.weighted([
    [4, () => BigInt(random.below(64))],
    [3, () => random.pick(EDGES)],
    [3, () => random.pick(WIDE)],
    [1, () => (BigInt(random.u32()) << 32n) | BigInt(random.u32())],
  ])()

/** The paths in the scratch folder, and those beside it. */
const NAMES = [
  'a.txt',
  'sub',
  'sub/b.txt',
  'link',
  'out',
  'loop',
  'dirlink',
  'hard',
  'fifo',
  'deep/er',
  'new',
  'new2',
  '.',
  'a.txt/',
  'sub/',
]
const WAYS_OUT = [
  '..',
  '../secret.txt',
  '../victim/victim.txt',
  '/',
  '/etc/passwd',
  '//',
  'sub/../..',
  'sub/../../secret.txt',
  './/../secret.txt',
  'out',
  'outdir/secret.txt',
  'outdir',
  'abs',
  'abs/x',
  'chain1',
  'chain1/secret.txt',
  'procfd/3',
  'procfd',
  '/proc/self/fd/3',
  '/proc/self/fd/',
  'sub/..',
  'dirlink/../..',
  'dirlink/../../secret.txt',
  '',
  'sub/./.././../victim',
  '..\\secret.txt',
  'c:/x',
  'a.txt/..',
  'new/../../secret.txt',
  '~',
  '.../x',
]
const ODD = [
  '\0',
  'a\0b',
  '../\0',
  '\u{1f600}',
  'a'.repeat(255),
  'a'.repeat(256),
  'x/'.repeat(150),
  '/'.repeat(200),
  '../'.repeat(60),
  '__proto__',
  'constructor',
  'a\nb',
  '\ufffd',
]
const MALFORMED = [[0xff], [0xc0, 0x80], [0x61, 0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0x2e, 0x2e, 0x2f, 0xfe]]

const utf8 = new TextEncoder()

export const path = (random) =>
  random.weighted([
    [6, () => utf8.encode(random.pick(NAMES))],
    [5, () => utf8.encode(random.pick(WAYS_OUT))],
    [1, () => utf8.encode(random.pick(ODD))],
    [1, () => Uint8Array.from(random.pick(MALFORMED))],
    [2, () => utf8.encode(Array.from({ length: random.between(1, 5) }, () => random.pick([...NAMES, '..', '.', ''])).join('/'))],
  ])()

/** `a/a/a/a/` in memory as a number: the beginning of a path with many parts that continues with slashes alone. */
export const PARTS = 0x2f612f612f612f61n

/** The bytes that the guest has in its memory from the start. */
export class Pool {
  bytes = new Uint8Array(POOL)
  #end = 0

  /** The place of `bytes`, or of as many as fit: `[address, length]`. */
  add(bytes, align = 1) {
    let at = Math.ceil(this.#end / align) * align
    if (at + bytes.length > POOL) at = 0
    const kept = bytes.subarray(0, POOL)
    this.bytes.set(kept, at)
    this.#end = at + kept.length
    return [AT.pool + at, kept.length]
  }
}

/** A buffer, mostly a valid one: `[address, length]`. */
export const buffer = (random) =>
  random.weighted([
    [8, () => [BigInt(AT.buffers + 16 * random.below(64)), BigInt(random.below(600))]],
    [1, () => [BigInt(AT.buffers), BigInt(random.pick([65536, 1 << 20, 200_000]))]],
    [1, () => [0x40000n - BigInt(random.below(20)), BigInt(random.below(40))]],
    [1, () => [int32(random), int32(random)]],
  ])()

/** Whether `[address, length]` lies outside of any memory that guests ever have, however much they grow. */
export const outside = (address, length) => BigInt.asUintN(32, address) + BigInt.asUintN(32, length) > 0xf0000000n
