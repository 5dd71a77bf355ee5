import type { Feature } from './shapes.js'

// https://webassembly.github.io/spec/core/binary/instructions.html

/** What follows an opcode. A number from 1 on stands for as many numbers in LEB128. */
export const OPERANDS = {
  none: 0,
  number: 1,
  twoNumbers: 2,
  /** A block type. */
  block: 3,
  /** A vector of labels, and another label. */
  labels: 4,
  /** A block type, and a vector of catch clauses. */
  catches: 5,
  /** A vector of value types. */
  types: 6,
  /** Alignment, the index of a memory if it is not the first, and an offset. */
  memory: 7,
  fourBytes: 8,
  eightBytes: 9,
  /** A second opcode. */
  prefixed: 10,
  unknown: 11,
} as const

/** What follows each opcode of one byte. */
export const operands = new Uint8Array(256).fill(OPERANDS.unknown)

/** The features to which opcodes belong. */
export const featureOf = new Map<number, Feature>()

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index)

function define(kind: keyof typeof OPERANDS, codes: readonly number[], feature?: Feature): void {
  for (const code of codes) {
    operands[code] = OPERANDS[kind]
    if (feature !== undefined) featureOf.set(code, feature)
  }
}

define('none', [0x00, 0x01, 0x05, 0x0b, 0x0f, 0x1a, 0x1b, ...range(0x45, 0xbf)])
define('block', [0x02, 0x03, 0x04])
define('block', [0x06], 'exceptions')
define('number', [0x07, 0x08, 0x09, 0x18], 'exceptions')
define('none', [0x19], 'exceptions')
define('none', [0x0a], 'exnref')
define('catches', [0x1f], 'exnref')
define('number', [0x0c, 0x0d, 0x10, ...range(0x20, 0x24), 0x3f, 0x40, 0x41, 0x42])
define('labels', [0x0e])
define('twoNumbers', [0x11])
define('number', [0x12], 'tail calls')
define('twoNumbers', [0x13], 'tail calls')
define('number', [0x14, 0xd5, 0xd6], 'typed function references')
define('number', [0x15], 'tail calls')
define('none', [0xd4], 'typed function references')
define('types', [0x1c], 'reference types')
define('number', [0x25, 0x26, 0xd0, 0xd2], 'reference types')
define('none', [0xd1], 'reference types')
define('none', [0xd3], 'gc')
define('memory', range(0x28, 0x3e))
define('fourBytes', [0x43])
define('eightBytes', [0x44])
define('none', range(0xc0, 0xc4), 'sign extension')
define('prefixed', [0xfb, 0xfc, 0xfd, 0xfe])

/** The first byte of two-part opcodes. */
export const PREFIX = { gc: 0xfb, more: 0xfc, vector: 0xfd, atomic: 0xfe } as const
