// What zig has read, as its cache says.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

import { textOf } from '../files.js'

/** The folders that paths of a manifest can be relative to. Those in zig's own folders never change. */
const Prefix = {
  Folder: 0,
  BuildRoot: 4,
}

/** The size of an entry before its path: size, inode and time (8 bytes each), a digest (16 bytes), and flags. */
const ENTRY = 41

/**
 * The sources that the manifests in zig's cache name, as absolute paths. Undefined if zig has kept no manifest, or in an unknown format.
 * @param cache the local cache of a single program
 * @param folder the folder that zig was started in
 */
export function manifestSources(cache: string, folder: string): string[] | undefined {
  let names
  try {
    const entries = readdirSync(path.join(cache, 'h'), { withFileTypes: true })
    names = entries.filter((one) => one.isFile()).map((one) => one.name)
  } catch {
    // This zig keeps no manifests.
    return undefined
  }
  const sources = new Set<string>()
  for (const name of names) {
    const entries = entriesIn(readFileSync(path.join(cache, 'h', name)))
    if (entries === undefined) continue
    for (const file of entries) sources.add(path.resolve(folder, file))
  }
  const outside = [...sources].filter((file) => path.relative(cache, file).startsWith('..'))
  return outside.length === 0 ? undefined : outside
}

/** The paths of a manifest that are the project's. Undefined if it has another format. */
export function entriesIn(bytes: Buffer): string[] | undefined {
  return bytes.subarray(0, 2).equals(Buffer.from('0\n')) ? fromText(bytes.toString('utf8')) : fromBinary(bytes)
}

/** Zig 0.11 to 0.16: a line for each file, which has its size, inode, time, digest, prefix and path. */
function fromText(text: string): string[] | undefined {
  const lines = text.split('\n').slice(1)
  const found: string[] = []
  for (const line of lines) {
    if (line === '') continue
    const [, prefix, file] = /^\d+ \d+ -?\d+ [0-9a-f]+ (\d+) (.+)$/.exec(line) ?? []
    if (file === undefined) return undefined
    if (isOwn(Number(prefix))) found.push(file)
  }
  return found
}

/** Zig 0.17: `std.Build.Cache.Manifest.File`, one after the other, and a zero byte. */
function fromBinary(bytes: Buffer): string[] | undefined {
  const found: string[] = []
  let offset = 0
  while (offset + 1 < bytes.length) {
    const end = bytes.indexOf(0, offset + ENTRY)
    if (end < 0) return undefined
    const flags = bytes[offset + ENTRY - 1] ?? 0
    // The flags' lowest bits say whether it is a folder and whether its content counts.
    if (isOwn(flags >> 2)) found.push(bytes.toString('utf8', offset + ENTRY, end))
    offset = end + 1
  }
  return offset + 1 === bytes.length && bytes[offset] === 0 ? found : undefined
}

const isOwn = (prefix: number): boolean => prefix === Prefix.Folder || prefix === Prefix.BuildRoot

/** The files that `file` imports or embeds by relative paths, and those that these import, for when there is no manifest. */
export function importedFrom(file: string): string[] {
  const found = new Set<string>()
  const open = [file]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next)) continue
    found.add(next)
    if (!next.endsWith('.zig')) continue
    for (const [, name = ''] of textOf(next).matchAll(/@(?:import|embedFile)\s*\(\s*"([^"\n]{1,1000})"\s*\)/g))
      if (/[./]/.test(name)) open.push(path.resolve(path.dirname(next), name))
  }
  return [...found]
}
