import { deflatedSize } from '../platform/index.js'
import { concat, leb, signedLeb } from '../wasm/encode.js'
import { OP } from '../wasm/format.js'
import type { Segment } from './segments.js'

/** The largest gap to fill with zeros. Larger gaps are rare, and filling them saves nothing. */
const MAX_GAP = 64

/** Larger segments stay alone. Their own heads hardly matter, and copying and comparing their contents would take time. */
const LARGE = 4096

/** Neighbours that become one segment. */
type Group = [Segment, ...Segment[]]

const length = ({ content, end }: Segment): number => end - content
const isLarge = (segment: Segment): boolean => length(segment) > LARGE
const endOf = (segment: Segment): number => segment.address + length(segment)

/** Puts segments, which are sorted by address and do not overlap, into groups. */
export function groups(segments: readonly Segment[]): Group[] {
  const found: Group[] = []
  let last: Segment | undefined
  let group: Group | undefined
  for (const segment of segments) {
    const apart = last === undefined || segment.address - endOf(last) > MAX_GAP || isLarge(segment) || isLarge(last)
    if (group === undefined || apart) found.push((group = [segment]))
    else group.push(segment)
    last = segment
  }
  return found
}

export interface Merged {
  /** The segments as they are encoded, one after the other. */
  parts: Uint8Array[]
  /** How many bytes less they take once they are compressed. */
  saved: number
}

/**
 * Encodes one segment for each group. Gaps become zeros, so the result is usually larger, but it compresses better, because each
 * segment has an address that differs from all others.
 */
export function merge(bytes: Uint8Array, found: readonly Group[]): Merged {
  const after: Uint8Array[] = []
  const parts: Uint8Array[] = []
  for (const group of found) {
    if (group.length === 1) {
      parts.push(bytes.subarray(group[0].start, group[0].end))
      continue
    }
    const merged = mergeGroup(bytes, group)
    after.push(...merged)
    parts.push(...merged)
  }
  const before = runs(found.filter(({ length }) => length > 1).flat()).map(({ start, end }) => bytes.subarray(start, end))
  return { parts, saved: compressedSize(before) - compressedSize(after) }
}

/** Joins segments that follow each other in the file. A view of each would take longer than everything else. */
function runs(segments: readonly Segment[]): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = []
  let last: { start: number; end: number } | undefined
  for (const { start, end } of segments) {
    if (last?.end === start) last.end = end
    else found.push((last = { start, end }))
  }
  return found
}

function mergeGroup(bytes: Uint8Array, group: Group): [head: Uint8Array, content: Uint8Array] {
  const { address } = group[0]
  const content = new Uint8Array(endOf(group.at(-1) ?? group[0]) - address)
  for (const segment of group) {
    // For the few bytes of a segment, this is faster than `content.set` of a view.
    let to = segment.address - address
    for (let from = segment.content; from < segment.end; from++) content[to++] = bytes[from]!
  }
  return [Uint8Array.of(0, OP.i32Const, ...signedLeb(address), OP.end, ...leb(content.length)), content]
}

function compressedSize(parts: readonly Uint8Array[]): number {
  if (deflatedSize === undefined) throw new Error('`checkOptions` accepted compact on a platform that does not compress')
  return deflatedSize(concat(parts))
}
