import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { brotliCompressSync } from 'node:zlib'

import { gzip } from './bundlers.mjs'
import { packageUrl } from './checkout.mjs'
import { answer } from './spawn.mjs'
import { median, ratio } from './table.mjs'

const DATA_SECTION = 11
/** kB of gzip. */
const budget = 810

/** How many data segments a module has. */
function segments(bytes) {
  let at = 8
  const u32 = () => {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++]
      value += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) return value
    }
  }
  while (at < bytes.length) {
    const id = bytes[at++]
    const size = u32()
    if (id === DATA_SECTION) return u32()
    at += size
  }
  return 0
}

/** What the option `compact` does to a guest: its sizes in bytes, its segments, and the milliseconds of an instance. */
export async function bench({ guest, cache, rounds }) {
  const { transpile } = await import(packageUrl('@unwasi/core'))
  const input = await readFile(guest)
  const folder = path.join(cache, 'compact')
  await mkdir(folder, { recursive: true })
  const found = {}
  for (const compact of [false, true]) {
    const { assets } = await transpile(input, { file: guest, cache: false, compact })
    const { bytes } = assets[0]
    const file = path.join(folder, `${compact}.wasm`)
    await writeFile(file, bytes)
    const sizes = { raw: bytes.length, gzip: gzip(bytes), brotli: brotliCompressSync(bytes).length }
    found[compact ? 'compact' : 'unchanged'] = { ...sizes, segments: segments(bytes), file, conversions: [], instances: [] }
  }
  for (let round = 0; round < rounds; round++) {
    for (const [name, { file, conversions, instances }] of Object.entries(found)) {
      const conversion = await answer('conversion', { guest, tool: 'transpile', cache: false, compact: name === 'compact' })
      if (conversion !== undefined) conversions.push(conversion)
      instances.push(...((await answer('instance', { file, rounds: 15 })) ?? []))
    }
  }
  return Object.fromEntries(
    Object.entries(found).map(([name, { file: _, conversions, instances, ...sizes }]) => [
      name,
      { ...sizes, conversion: median(conversions), instance: median(instances) },
    ]),
  )
}

export const shape = {
  head: ['a Go guest', 'unchanged', 'compact', 'ratio', 'budget'],
  rows: ({ unchanged, compact }) => {
    const row = (label, of, limit = '') => [label, of(unchanged), of(compact), ratio(of(compact), of(unchanged)), limit]
    return [
      [
        'data segments',
        ...[unchanged, compact].map(({ segments }) => segments.toFixed(0)),
        ratio(compact.segments, unchanged.segments),
        '',
      ],
      row('size, kB', (guest) => guest.raw / 1000),
      row('gzip, kB', (guest) => guest.gzip / 1000, budget),
      row('Brotli, kB', (guest) => guest.brotli / 1000),
      row('instance, ms', (guest) => guest.instance),
      row('conversion, ms', (guest) => guest.conversion),
    ]
  },
}
