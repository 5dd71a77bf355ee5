import { Invalid, Loop, NameTooLong, NoEntry, NotPermitted, fail } from '../errno/errno.js'

/** One step of a path, in a backend whose directories are of type `D`. */
export interface Steps<D> {
  /** The directory of that name, or the target of the symbolic link of that name. Throws SystemError if it is neither. */
  enter(directory: D, name: string): D | string
  /** Releases a directory that `enter` returned. */
  leave?(directory: D): void
}

/** The most links in a path. Because a target has up to 4095 bytes, this also limits the length to which a path can expand. */
const MAX_LINKS = 40 // This is Linux's limit: https://man7.org/linux/man-pages/man7/path_resolution.7.html

/** The deepest path, which PATH_MAX allows. Each directory on the way is held until the end, on the host by a descriptor. */
const MAX_DEPTH = 2048

/** A path of one ordinary component, like most paths. */
const PLAIN = /^[^./\0][^/\0]*$/

/**
 * Resolves a path below a directory without ever leaving it. `..` goes back along the path that was taken and never asks the
 * filesystem, so moving a directory meanwhile can't lead outside. The last component is not looked up. If it is a symbolic link,
 * the caller may go on with `follow`.
 */
export class Walk<D> {
  /** The last component. Empty if the path ends at `directory` itself (`.`, `a/..`). */
  name = ''
  /** Whether the path ended in `..`. Some errors depend on that. */
  up = false
  /** Whether the path ended in `/`. It must then name a directory. */
  slash = false
  /** The length of the path, or link's target, that `name` is a part of. */
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

  /** Goes on at `target`, if the last component is a symbolic link. */
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
