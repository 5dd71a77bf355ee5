import { Exist, IsDirectory, NameTooLong, NoEntry, NotDirectory, fail } from '../errno/errno.js'
import { MemoryFolder, MemoryLink, type MemoryNode } from './memory-folder.js'
import { Walk, type Steps } from './walk.js'

const encoder = /* @__PURE__ */ new TextEncoder()

/** Fails if no file in `folder` can have that name. A UTF-16 unit is at most three bytes of UTF-8. */
export const checkName = ({ folder, name }: Pick<Place, 'folder' | 'name'>): void => {
  if (name.length > 85 && folder.links && encoder.encode(name).length > 255) fail(NameTooLong)
}

/** Fails since there is nothing of that name. */
export const missing = (place: Pick<Place, 'folder' | 'name'>): never => {
  checkName(place)
  return fail(NoEntry)
}

const steps: Steps<MemoryFolder> = {
  enter(folder, name) {
    const node = folder.entries.get(name) ?? missing({ folder, name })
    return node instanceof MemoryFolder ? node : node instanceof MemoryLink ? node.target : fail(NotDirectory)
  },
}

/** A path's end: the directory, the name in it (empty: the directory itself), and what has that name. */
export interface Place {
  readonly walk: Walk<MemoryFolder>
  readonly folder: MemoryFolder
  readonly name: string
  readonly node: MemoryNode | undefined
}

const endOf = (walk: Walk<MemoryFolder>): Place => {
  const { directory: folder, name } = walk
  return { walk, folder, name, node: name === '' ? folder : folder.entries.get(name) }
}

/** The end of `path`: the last component is the name itself, even where that is a symbolic link. */
export const placeOf = (from: MemoryFolder, path: string): Place => endOf(new Walk(steps, from, path))

/** As `placeOf`; where `follow`, it goes on through a symbolic link. `creates`: to open or make a file there. */
export const look = (from: MemoryFolder, path: string, follow: boolean, creates = 0): Place => {
  const walk = new Walk(steps, from, path)
  for (;;) {
    const place = endOf(walk)
    if (walk.slash && creates) fail(IsDirectory)
    // A trailing slash asks for what a link leads to: https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/V1_chap04.html#tag_04_16
    if (!(place.node instanceof MemoryLink) || !(follow || walk.slash)) return place
    walk.follow(place.node.target)
  }
}

/** The node at `path`. */
export const find = (from: MemoryFolder, path: string, follow: boolean): MemoryNode => {
  // No entry's name has a slash or is special: when there is one of that name, it is meant.
  const entry = from.entries.get(path)
  if (entry && !(follow && entry instanceof MemoryLink)) return entry
  const place = look(from, path, follow)
  const { node = missing(place), walk } = place
  return walk.slash && !(node instanceof MemoryFolder) ? fail(NotDirectory) : node
}

/** Fails unless a new name can be made at `place`. `folder` says whether a trailing slash is welcome. */
export const vacate = (place: Place, folder: boolean): void => {
  const { walk, node } = place
  if (node) fail(walk.slash && !(node instanceof MemoryFolder) && !folder ? NotDirectory : Exist)
  checkName(place)
  if (walk.slash && !folder) fail(NoEntry)
  checkRoom(place)
}

export const checkRoom = ({ folder }: Place): void => {
  folder.writable()
  if (folder.links === 0) fail(NoEntry) // removed while open
}
