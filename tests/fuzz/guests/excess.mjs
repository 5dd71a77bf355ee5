// Excessive requests in scripts of commands, whose second and third block are free for them.
import { AT, END } from './records.mjs'
import { SLOT, SLOTS } from './script.mjs'
import { sort } from './sorted.mjs'
import { PARTS } from './values.mjs'
import { BLOCKS } from './variants.mjs'

const FREE = { from: BLOCKS.second, length: BLOCKS.realloc - BLOCKS.second - 1 }
const out = BigInt(AT.slots + SLOT * SLOTS)

/** A granted directory, obtained for this purpose. */
const rootOf = (script) => {
  const record = script.call(script.named('get-directories'), { repeat: 1 })
  return [2, script.records[record].args.at(-1)]
}

/**
 * Asks for far too many handles or directory entries. Without `many`, for host directories, it asks for fewer, because those take
 * longer.
 */
export const flood = (script, many) => {
  const { random, calls, records, pool } = script
  if (random.chance(0.5)) {
    const { cheap, floods } = sort(calls)
    const op = random.pick(random.chance(0.6) ? cheap : floods)
    script.notes.add(`flood of ${calls[op].name}`)
    return script.call(op, { repeat: cheap.includes(op) ? 1_900_000 : 1000 })
  }
  const [name] = pool.add(new TextEncoder().encode('aaaaaaaa'), 8).map(BigInt)
  const [target, length] = pool.add(new Uint8Array(2000).fill(0x61)).map(BigInt)
  const root = rootOf(script)
  const [way, args] = random.pick([
    ['symlink-at', [root, target, length, name, 8n, out]],
    ['create-directory-at', [root, name, 8n, out]],
    ['open-at', [root, 0n, name, 8n, 1n, 3n, out]],
  ])
  script.notes.add(`flood of entries by ${way}`)
  records[FREE.from] = { op: script.own.name, args: [name] }
  records[FREE.from + 1] = { op: script.named(`[method]descriptor.${way}`), args }
  records[FREE.from + 2] = { op: END }
  return script.add({ op: script.own.block, args: [BigInt(FREE.from)], repeat: many ? 60_000 : 1000 })
}

/** Passes a path or a list of many megabytes. */
export const huge = (script) => {
  const { random, calls, records } = script
  const pages = random.pick([400, 1600])
  const size = BigInt(pages) * 65536n
  const at = 0x100000n
  script.do('grow', BigInt(pages) + 16n)
  if (random.chance(0.3)) return hugeList(script, at, size)
  script.do('fill', at, BigInt(random.pick([0x2f, 0x2f, 0x2f, 0x61, 0x2e, 0, 0xff])), size)
  if (random.chance(0.8)) script.do('store', at, PARTS)
  const root = rootOf(script)
  for (let count = random.between(1, 3); count > 0; count--) {
    const op = random.pick(sort(calls).paths)
    const index = calls[op].params.findIndex(({ role }) => role === 'pointer')
    const record = script.call(op, { repeat: 1 })
    if (record === undefined) continue
    script.notes.add(`huge ${calls[op].name}`)
    const { args } = records[record]
    calls[op].params.forEach(({ role, kind }, place) => {
      if (role === 'borrow' && kind === 'descriptor') args[place] = root
    })
    Object.assign(args, { [index]: at, [index + 1]: size })
    script.never.delete(record)
  }
}

/** Passes the same pollable millions of times. */
const hugeList = (script, at, size) => {
  const { random, own, records } = script
  let next = FREE.from
  script.notes.add('huge list of pollables')
  if (random.chance(0.8)) script.call(script.named('subscribe-duration'))
  const add = (record) => void (records[next++] = record)
  add({ op: own.store, args: [at, script.handle('pollable')] })
  for (let length = 4n; length < size; length *= 2n)
    add({ op: own.copy, args: [at + length, at, length * 2n > size ? size - length : length] })
  add({ op: script.named('poll'), args: [at, size / 4n, out] })
  add({ op: END })
  script.add({ op: own.block, args: [BigInt(FREE.from)] })
}
