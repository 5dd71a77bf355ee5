import { Invalid, Loop, NameTooLong, NoEntry, NotPermitted, fail } from '../errno/errno.js'

/** One step of a path, in a backend whose directories are of type `D`. */
export interface Steps<D> {
  /** The directory of that name, or the target of the symbolic link of that name. Throws SystemError if it is neither. */
  enter(directory: D, name: string): D | string
  /** A directory that `enter` gave is needed no more. */
  leave?(directory: D): void
}

/** Since a target has up to 4095 bytes, this limits what a path expands to as well. */
const MAX_LINKS = 40 // as Linux: https://man7.org/linux/man-pages/man7/path_resolution.7.html

/** Each directory on the way is held until the end, by a descriptor of the process where it is the host's. PATH_MAX allows no more. */
const MAX_DEPTH = 2048

/** One component, and nothing special about it: most paths are. */
const PLAIN = /^[^./\0][^/\0]*$/

/**
 * Resolves a path below a directory without ever leaving it. `..` goes back along the way that was taken, never through the
 * filesystem, so nothing that is moved meanwhile can lead outside. The last component is not looked at: what it names is the
 * caller's matter, who may go on with `follow` where it is a symbolic link.
 */
export class Walk<D> {
  /** Last component; empty when the path ends at `directory` itself (`.`, `a/..`). */
  name = ''
  /** The path ended in `..`: some errors depend on it. */
  up = false
  /** The path ended in `/`: it must name a directory. */
  slash = false
  /** Length of the path, or link's target, that `name` is a part of. */
  whole: number
  readonly #stack: D[]
  #links = 0

  constructor(
    readonly steps: Steps<D>,
    start: D,
    path: string,
  ) {
    this.#stack = [start]
    this.whole = path.length
    if (PLAIN.test(path)) this.name = path
    else this.#begin(path)
  }

  #begin(path: string): void {
    try {
      this.#to(path)
    } catch (error) {
      this.end()
      throw error
    }
  }

  /** The directory that holds the last component. */
  get directory(): D {
    return this.#stack.at(-1)!
  }

  /** Goes on at the target of the symbolic link that the last component is. */
  follow(target: string): void {
    this.#count()
    this.whole = target.length
    this.#to(target)
  }

  /** Releases the directories on the way. */
  end(): void {
    while (this.#stack.length > 1) this.#leave()
  }

  #to(path: string): void {
    const parts = split(path)
    while (parts.length > 1 && parts.at(-1) === '') {
      parts.pop()
      this.slash = true
    }
    const last = parts.pop()!
    parts.forEach((part) => this.#step(part))
    this.up = last === '..'
    this.name = this.up || last === '.' ? '' : last
    if (this.up) this.#step(last)
  }

  #step(part: string): void {
    if (part === '' || part === '.') return
    if (part === '..') {
      if (this.#stack.length === 1) fail(NotPermitted)
      return this.#leave()
    }
    if (this.#stack.length > MAX_DEPTH) fail(NameTooLong)
    const entered = this.steps.enter(this.directory, part)
    if (typeof entered !== 'string') this.#stack.push(entered)
    else {
      this.#count()
      split(entered).forEach((next) => this.#step(next))
    }
  }

  #count(): void {
    if (++this.#links > MAX_LINKS) fail(Loop)
  }

  #leave(): void {
    const left = this.#stack.pop()!
    this.steps.leave?.(left)
  }
}

const split = (path: string): string[] => {
  if (path === '') fail(NoEntry)
  if (path.includes('\0')) fail(Invalid)
  if (path.startsWith('/')) fail(NotPermitted)
  return path.split('/')
}
