// Calls during which the guest's allocator drops the handle in use.
import { AT, END } from './records.mjs'
import { SLOT, SLOTS } from './script.mjs'
import { BLOCKS } from './variants.mjs'

const name = new TextEncoder().encode('a.txt')

/** Opens a file and reads it, directly or as a stream. Meanwhile `realloc` drops it, and then the host reads into the result. */
export const release = (script) => {
  const { random, pool, records, never } = script
  const slot = AT.slots + SLOT * SLOTS
  const [directories, opened, streamed, answer] = [0, 8, 16, 32].map((offset) => BigInt(slot + offset))
  const [path, length] = pool.add(name).map(BigInt)
  const add = (what, ...args) => script.add({ op: script.named(what), careful: true, args })
  const [file, stream] = [opened, streamed].map((at) => [4, at + 4n])
  const drops = [['descriptor', file]]
  add('get-directories', directories)
  add('[method]descriptor.open-at', [2, directories], 0n, path, length, 0n, 1n, opened)
  if (random.chance(0.5)) {
    add('[method]descriptor.read-via-stream', file, 0n, streamed)
    // The file stays open as long as one of the two does.
    drops.push(['input-stream', stream])
  }
  drops.forEach(([kind, handle], index) => {
    records[BLOCKS.release + index] = { op: script.named(`[resource-drop]${kind}`), careful: true, args: [handle] }
    never.set(BLOCKS.release + index, 'nested')
  })
  records[BLOCKS.release + drops.length] = { op: END }
  script.do('arm', BigInt(BLOCKS.release))
  if (drops.length === 1) add('[method]descriptor.read', file, 100n, 0n, answer)
  else add(random.pick(['[method]input-stream.read', '[method]input-stream.blocking-read']), stream, 100n, answer)
}
