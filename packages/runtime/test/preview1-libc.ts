import type { RunOptions } from '../src/types.js'
import { Guest, instantiate, type Setup } from './preview1-calls.js'

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

/** The addresses that the calls below use for input, for output, and for contents. */
const [OUT, PATH, PATH2, VECTOR, DATA] = [1024, 4096, 12288, 20480, 65536]

/** A guest with the functions as a program would call them. They throw an Error with the errno's name. */
export class Preview1 extends Guest {
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
    return this.u32(OUT)
  }

  openDirectory(dir: number, path: string): number {
    return this.open(dir, path, { oflags: OPEN.directory, rights: RIGHT.read })
  }

  close(fd: number): void {
    this.call('fd_close', fd)
  }

  write(fd: number, text: string): number {
    this.call('fd_write', fd, ...this.#vector(this.put(DATA, text)), OUT)
    return this.u32(OUT)
  }

  pwrite(fd: number, text: string, offset: bigint): number {
    this.call('fd_pwrite', fd, ...this.#vector(this.put(DATA, text)), offset, OUT)
    return this.u32(OUT)
  }

  read(fd: number, length: number): string {
    this.call('fd_read', fd, ...this.#vector(length), OUT)
    return this.text(DATA, this.u32(OUT))
  }

  pread(fd: number, length: number, offset: bigint): string {
    this.call('fd_pread', fd, ...this.#vector(length), offset, OUT)
    return this.text(DATA, this.u32(OUT))
  }

  seek(fd: number, offset: bigint, whence: 0 | 1 | 2): bigint {
    this.call('fd_seek', fd, offset, whence, OUT)
    return this.u64(OUT)
  }

  tell(fd: number): bigint {
    this.call('fd_tell', fd, OUT)
    return this.u64(OUT)
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
    return this.text(DATA, this.u32(OUT))
  }

  /** Creates an empty file. */
  create(dir: number, path: string): void {
    this.close(this.open(dir, path, { oflags: OPEN.create }))
  }

  /** Lists all entries with a buffer of `size` bytes. */
  readdir(fd: number, size = 4096): { name: string; ino: bigint; type: number; next: bigint }[] {
    const entries: ReturnType<Preview1['readdir']> = []
    for (let cookie = 0n; ;) {
      this.call('fd_readdir', fd, DATA, size, cookie, OUT)
      const used = this.u32(OUT)
      for (let at = DATA; at + 24 <= DATA + used;) {
        const length = this.view.getUint32(at + 16, true)
        if (at + 24 + length > DATA + used) break
        const next = (cookie = this.view.getBigUint64(at, true))
        entries.push({
          name: this.text(at + 24, length),
          ino: this.view.getBigUint64(at + 8, true),
          type: this.view.getUint8(at + 20),
          next,
        })
        at += 24 + length
      }
      if (used < size) return entries
    }
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

  #path(path: string, at = PATH): [number, number] {
    return [at, this.put(at, path)]
  }

  #vector(length: number): [number, number] {
    this.view.setUint32(VECTOR, DATA, true)
    this.view.setUint32(VECTOR + 4, length, true)
    return [VECTOR, 1]
  }
}

/** A guest that has been granted `dirs`, from descriptor 3 on. Call `end()` when done. */
export const preview1 = (dirs?: RunOptions['dirs'], options: RunOptions = {}, setup: Setup = {}): Promise<Preview1> =>
  instantiate(Preview1, { ...options, ...(dirs && { dirs }) }, setup)
