// Watches what the host does with the file system: who owns each descriptor, and that only granted paths are opened.
import fs from 'node:fs'

const { O_CREAT, O_TRUNC, O_WRONLY, O_RDWR } = fs.constants
const original = { ...fs }
const ANCHORED = /^\/proc\/(?:self|\d+)\/fd\/(\d*)/
const CHANGES = /^(?:mkdir|rmdir|unlink|symlink|link|rename|write|ftruncate|truncate|futimes|lutimes|utimes)Sync$/

/** The file system, unwatched. */
export const files = original

class Watch {
  /** The owner of each open descriptor, by number. */
  #open = new Map()
  #owner
  #roots = []
  found = []
  changed = false

  /** Runs `act` for `owner`, to whom the folders `roots` are granted. */
  as(owner, roots, act) {
    const before = [this.#owner, this.#roots]
    ;[this.#owner, this.#roots] = [owner, roots]
    try {
      return act()
    } finally {
      ;[this.#owner, this.#roots] = before
    }
  }

  begin(owner, roots) {
    ;[this.#owner, this.#roots, this.found, this.changed] = [owner, roots, [], false]
  }

  /** The descriptors that `owner` still has open. */
  end(owner) {
    this.#owner = undefined
    const left = [...this.#open].filter(([, whose]) => whose === owner).map(([fd]) => fd)
    for (const fd of left) this.#open.delete(fd)
    return left
  }

  #find(kind, detail) {
    if (this.found.length < 20) this.found.push({ kind, detail })
  }

  #use(fd, call) {
    const whose = this.#open.get(fd)
    if (whose === this.#owner) return
    const kind =
      whose === undefined ? "a descriptor was used that is closed or not the run's" : "another run's descriptor was used"
    this.#find(kind, `${call} of ${fd}`)
  }

  #path(path, call) {
    const anchor = ANCHORED.exec(path)
    if (anchor) {
      if (anchor[1] !== '') this.#use(Number(anchor[1]), `${call} ${path}`)
    } else if (!this.#roots.includes(path)) this.#find('a path outside of the grant was used', `${call} ${path}`)
  }

  call(name, args) {
    if (this.#owner === undefined) return original[name](...args)
    const paths = args.slice(name === 'symlinkSync' ? 1 : 0, /^(?:link|rename|symlink)Sync$/.test(name) ? 2 : 1)
    for (const one of paths) {
      if (typeof one === 'number') this.#use(one, name)
      else if (typeof one === 'string') this.#path(one, name)
    }
    if (CHANGES.test(name)) this.changed = true
    if (name === 'closeSync') {
      original.closeSync(...args)
      if (this.#open.get(args[0]) === this.#owner) this.#open.delete(args[0])
      return undefined
    }
    if (name !== 'openSync') return original[name](...args)
    const fd = original.openSync(...args)
    this.#open.set(fd, this.#owner)
    if (typeof args[1] === 'number' && args[1] & (O_CREAT | O_TRUNC | O_WRONLY | O_RDWR)) this.changed = true
    const real = original.readlinkSync(`/proc/self/fd/${fd}`)
    if (!this.#roots.some((root) => real === root || real.startsWith(`${root}/`)))
      this.#find('a file outside of the grant was opened', real)
    return fd
  }
}

/** Wraps each function of `node:fs` in a check. The host calls them through its default export. */
export const watchFiles = () => {
  const watch = new Watch()
  for (const name of Object.keys(fs)) {
    if (!name.endsWith('Sync') || name === 'existsSync' || typeof fs[name] !== 'function') continue
    const wrapper = (...args) => watch.call(name, args)
    if (original[name].native) wrapper.native = (...args) => original[name].native(...args)
    fs[name] = wrapper
  }
  return watch
}
