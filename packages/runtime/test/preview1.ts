import { cli } from '../src/host/cli.js'
import { clocks } from '../src/host/clocks.js'
import { filesystem } from '../src/host/filesystem.js'
import { io } from '../src/host/io.js'
import { random } from '../src/host/random.js'
import { link, openTemplate } from '../src/link.js'
import { node } from '../src/load/node.js'
import { resolveOptions } from '../src/options.js'
import { HostState } from '../src/state.js'
import type { RunOptions } from '../src/types.js'
import { assemble, spec } from './guest.js'

// https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#errno
const ERRNO: Record<number, string> = {
  2: 'acces',
  6: 'again',
  8: 'badf',
  10: 'busy',
  20: 'exist',
  22: 'fbig',
  25: 'ilseq',
  27: 'intr',
  28: 'inval',
  29: 'io',
  31: 'isdir',
  32: 'loop',
  37: 'nametoolong',
  44: 'noent',
  48: 'nomem',
  51: 'nospc',
  54: 'notdir',
  55: 'notempty',
  58: 'notsup',
  63: 'perm',
  69: 'rofs',
  70: 'spipe',
  75: 'xdev',
}

export const RIGHT = { read: 1n << 1n, write: 1n << 6n }
export const OPEN = { create: 1, directory: 2, exclusive: 4, truncate: 8 }
export const FLAG = { append: 1, dsync: 2, nonblock: 4, rsync: 8, sync: 16 }
export const TYPE = { unknown: 0, character: 2, directory: 3, file: 4, link: 7 }
export const TIME = { atime: 1, atimeNow: 2, mtime: 4, mtimeNow: 8 }

export interface Filestat {
  dev: bigint
  ino: bigint
  type: number
  links: bigint
  size: bigint
  atime: bigint
  mtime: bigint
  ctime: bigint
}

const importsOf = {
  fd_advise: 'i32 i64 i64 i32',
  fd_allocate: 'i32 i64 i64',
  fd_close: 'i32',
  fd_datasync: 'i32',
  fd_fdstat_get: 'i32 i32',
  fd_fdstat_set_flags: 'i32 i32',
  fd_filestat_get: 'i32 i32',
  fd_filestat_set_size: 'i32 i64',
  fd_filestat_set_times: 'i32 i64 i64 i32',
  fd_pread: 'i32 i32 i32 i64 i32',
  fd_prestat_dir_name: 'i32 i32 i32',
  fd_prestat_get: 'i32 i32',
  fd_pwrite: 'i32 i32 i32 i64 i32',
  fd_read: 'i32 i32 i32 i32',
  fd_readdir: 'i32 i32 i32 i64 i32',
  fd_seek: 'i32 i64 i32 i32',
  fd_sync: 'i32',
  fd_tell: 'i32 i32',
  fd_write: 'i32 i32 i32 i32',
  path_create_directory: 'i32 i32 i32',
  path_filestat_get: 'i32 i32 i32 i32 i32',
  path_filestat_set_times: 'i32 i32 i32 i32 i64 i64 i32',
  path_link: 'i32 i32 i32 i32 i32 i32 i32',
  path_open: 'i32 i32 i32 i32 i32 i64 i64 i32 i32',
  path_readlink: 'i32 i32 i32 i32 i32 i32',
  path_remove_directory: 'i32 i32 i32',
  path_rename: 'i32 i32 i32 i32 i32 i32',
  path_symlink: 'i32 i32 i32 i32 i32',
  path_unlink_file: 'i32 i32 i32',
}
type Name = keyof typeof importsOf

/** Where the calls below put what goes in, what comes out, and contents. */
const [OUT, PATH, PATH2, VECTOR, DATA] = [1024, 4096, 12288, 20480, 65536]

/**
 * Preview1 as a guest sees it, called from the test one function at a time: the guest hands its imports out again, and all of adapter,
 * bridge and host lie between. Functions throw an Error with the errno's name.
 */
export class Preview1 {
  constructor(
    readonly state: HostState,
    readonly call: (name: Name, ...args: (number | bigint)[]) => void,
    readonly memory: WebAssembly.Memory,
  ) {}

  get view(): DataView {
    return new DataView(this.memory.buffer)
  }

  open(
    dir: number,
    path: string,
    {
      follow = false,
      oflags = 0,
      rights = RIGHT.read | RIGHT.write,
      flags = 0,
    }: Partial<{ follow: boolean; oflags: number; rights: bigint; flags: number }> = {},
  ): number {
    this.call('path_open', dir, Number(follow), ...this.#path(path), oflags, rights, rights, flags, OUT)
    return this.view.getUint32(OUT, true)
  }

  openDirectory(dir: number, path: string): number {
    return this.open(dir, path, { oflags: OPEN.directory, rights: RIGHT.read })
  }

  close(fd: number): void {
    this.call('fd_close', fd)
  }

  write(fd: number, text: string): number {
    this.call('fd_write', fd, ...this.#vector(this.#put(text)), OUT)
    return this.view.getUint32(OUT, true)
  }

  pwrite(fd: number, text: string, offset: bigint): number {
    this.call('fd_pwrite', fd, ...this.#vector(this.#put(text)), offset, OUT)
    return this.view.getUint32(OUT, true)
  }

  read(fd: number, length: number): string {
    this.call('fd_read', fd, ...this.#vector(length), OUT)
    return this.#text(DATA, this.view.getUint32(OUT, true))
  }

  pread(fd: number, length: number, offset: bigint): string {
    this.call('fd_pread', fd, ...this.#vector(length), offset, OUT)
    return this.#text(DATA, this.view.getUint32(OUT, true))
  }

  seek(fd: number, offset: bigint, whence: 0 | 1 | 2): bigint {
    this.call('fd_seek', fd, offset, whence, OUT)
    return this.view.getBigUint64(OUT, true)
  }

  tell(fd: number): bigint {
    this.call('fd_tell', fd, OUT)
    return this.view.getBigUint64(OUT, true)
  }

  fdstat(fd: number): { type: number; flags: number; rights: bigint } {
    this.call('fd_fdstat_get', fd, OUT)
    return {
      type: this.view.getUint8(OUT),
      flags: this.view.getUint16(OUT + 2, true),
      rights: this.view.getBigUint64(OUT + 8, true),
    }
  }

  stat(dir: number, path: string, follow = false): Filestat {
    this.call('path_filestat_get', dir, Number(follow), ...this.#path(path), OUT)
    return this.#filestat()
  }

  fstat(fd: number): Filestat {
    this.call('fd_filestat_get', fd, OUT)
    return this.#filestat()
  }

  setTimes(dir: number, path: string, atime: bigint, mtime: bigint, flags: number, follow = false): void {
    this.call('path_filestat_set_times', dir, Number(follow), ...this.#path(path), atime, mtime, flags)
  }

  mkdir(dir: number, path: string): void {
    this.call('path_create_directory', dir, ...this.#path(path))
  }

  rmdir(dir: number, path: string): void {
    this.call('path_remove_directory', dir, ...this.#path(path))
  }

  unlink(dir: number, path: string): void {
    this.call('path_unlink_file', dir, ...this.#path(path))
  }

  rename(dir: number, path: string, to: string, toDir = dir): void {
    this.call('path_rename', dir, ...this.#path(path), toDir, ...this.#path(to, PATH2))
  }

  link(dir: number, path: string, to: string, toDir = dir): void {
    this.call('path_link', dir, 0, ...this.#path(path), toDir, ...this.#path(to, PATH2))
  }

  symlink(target: string, dir: number, path: string): void {
    this.call('path_symlink', ...this.#path(target, PATH2), dir, ...this.#path(path))
  }

  readlink(dir: number, path: string, size = 256): string {
    this.call('path_readlink', dir, ...this.#path(path), DATA, size, OUT)
    return this.#text(DATA, this.view.getUint32(OUT, true))
  }

  /** An empty file. */
  create(dir: number, path: string): void {
    this.close(this.open(dir, path, { oflags: OPEN.create }))
  }

  /** All entries, read with a buffer of `size` bytes. */
  readdir(fd: number, size = 4096): { name: string; ino: bigint; type: number; next: bigint }[] {
    const entries: ReturnType<Preview1['readdir']> = []
    for (let cookie = 0n; ;) {
      this.call('fd_readdir', fd, DATA, size, cookie, OUT)
      const used = this.view.getUint32(OUT, true)
      for (let at = DATA; at + 24 <= DATA + used;) {
        const length = this.view.getUint32(at + 16, true)
        if (at + 24 + length > DATA + used) break
        const next = (cookie = this.view.getBigUint64(at, true))
        entries.push({
          name: this.#text(at + 24, length),
          ino: this.view.getBigUint64(at + 8, true),
          type: this.view.getUint8(at + 20),
          next,
        })
        at += 24 + length
      }
      if (used < size) return entries
    }
  }

  end(): void {
    this.state.end()
  }

  #filestat(): Filestat {
    const { view } = this
    const u64 = (offset: number) => view.getBigUint64(OUT + offset, true)
    return {
      dev: u64(0),
      ino: u64(8),
      type: view.getUint8(OUT + 16),
      links: u64(24),
      size: u64(32),
      atime: u64(40),
      mtime: u64(48),
      ctime: u64(56),
    }
  }

  #put(text: string, at = DATA): number {
    const bytes = new TextEncoder().encode(text)
    new Uint8Array(this.memory.buffer).set(bytes, at)
    return bytes.length
  }

  #path(path: string, at = PATH): [number, number] {
    return [at, this.#put(path, at)]
  }

  #vector(length: number): [number, number] {
    this.view.setUint32(VECTOR, DATA, true)
    this.view.setUint32(VECTOR + 4, length, true)
    return [VECTOR, 1]
  }

  #text(at: number, length: number): string {
    return new TextDecoder().decode(new Uint8Array(this.memory.buffer, at, length).slice())
  }
}

const names = Object.keys(importsOf) as Name[]
const text = `(module
  ${names.map((name) => `(import "wasi_snapshot_preview1" "${name}" (func $${name} (param ${importsOf[name]}) (result i32)))`).join('\n')}
  ${names
    .map(
      (name) => `(func (export "call_${name}") (param ${importsOf[name]}) (result i32)
    ${importsOf[name]
      .split(' ')
      .map((_, index) => `(local.get ${index})`)
      .join(' ')} (call $${name}))`,
    )
    .join('\n')}
  (memory (export "memory") 4)
  (func (export "_start")))`

let made: Promise<{ module: WebAssembly.Module; template: Awaited<ReturnType<typeof openTemplate>> }> | undefined

const make = async () => {
  const { guest, template } = await spec(await assemble(text))
  return {
    module: await WebAssembly.compile(guest as BufferSource),
    template: await openTemplate(await WebAssembly.compile(template as BufferSource)),
  }
}

/** As a run does: what fails while it is set up ends it. */
const ended = <T>(state: HostState, act: () => T): T => {
  try {
    return act()
  } catch (error) {
    state.end()
    throw error
  }
}

/** A guest that has been granted `dirs`, from descriptor 3 on. Call `end()` when done. */
export const preview1 = async (dirs: RunOptions['dirs'], options: RunOptions = {}): Promise<Preview1> => {
  const { module, template } = await (made ??= make())
  const state = new HostState(['guest.wasm'], resolveOptions({ ...options, ...(dirs && { dirs }) }), node(), false)
  const linked = ended(state, () => link(template, [cli, clocks, filesystem, io, random], state))
  const instance = new WebAssembly.Instance(module, { wasi_snapshot_preview1: linked.preview1 })
  linked.finish(instance)
  const exports = instance.exports as Record<string, (...args: (number | bigint)[]) => number>
  const call = (name: Name, ...args: (number | bigint)[]): void => {
    const errno = exports[`call_${name}`]!(...args)
    if (errno !== 0) throw new Error(ERRNO[errno] ?? `errno ${errno}`)
  }
  return new Preview1(state, call, instance.exports['memory'] as WebAssembly.Memory)
}
