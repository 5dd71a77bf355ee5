import type { StatFsOptions, StatSyncOptions } from 'node:fs'

// A simulation of `node:fs` on Windows, over a folder of this system. It has what host directories use, and differs from POSIX as
// libuv does: https://github.com/libuv/libuv/blob/v1.x/src/win/fs.c

// Tests replace the modules that are imported by these names.
export const fs = process.getBuiltinModule('node:fs')
const path = process.getBuiltinModule('node:path')
const os = process.getBuiltinModule('node:os')

/** The folder that is simulated. */
export const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'unwasi-'))
/** The same folder as Windows names it. */
export const ROOT = 'C:\\granted'

const { O_RDONLY, O_WRONLY, O_RDWR, O_CREAT, O_EXCL, O_TRUNC, O_APPEND } = fs.constants

const failure = (code: string, syscall: string): Error => Object.assign(new Error(`${code}: ${syscall}`), { code, syscall })

/** Finds a name in any case, as NTFS does. */
const entryIn = (folder: string, name: string): string => {
  const entry = path.join(folder, name)
  if (fs.lstatSync(entry, { throwIfNoEntry: false })) return entry
  const names = fs.existsSync(folder) ? fs.readdirSync(folder) : []
  return path.join(folder, names.find((other) => other.toLowerCase() === name.toLowerCase()) ?? name)
}

/** This system's path for a Windows path. Throws for what is outside of the folder, which nothing may ask for. */
const real = (windows: string): string => {
  const whole = path.win32.normalize(windows).replace(/\\$/, '')
  if (whole !== ROOT && !whole.startsWith(`${ROOT}\\`)) throw new Error(`${windows} is not in ${ROOT}`)
  const names = whole.slice(ROOT.length).split('\\').filter(Boolean)
  // The longest name of NTFS has 255 UTF-16 code units.
  if (names.some((name) => name.length > 255)) throw failure('ENOENT', 'CreateFile')
  return names.reduce(entryIn, folder)
}
const windows = (file: string): string => path.win32.join(ROOT, path.relative(folder, file).replaceAll('/', '\\'))
const isFolder = (file: string): boolean => fs.lstatSync(file).isDirectory()
/** The descriptors that can write. */
const writable = new Set<number>()
const flush = (fd: number): void => {
  if (!writable.has(fd)) throw failure('EPERM', 'fsync')
  fs.fsyncSync(fd)
}

const fake = {
  constants: { O_RDONLY, O_WRONLY, O_RDWR, O_CREAT, O_EXCL, O_TRUNC, O_APPEND },
  openSync(file: string, flags: number, mode?: number) {
    const found = real(file)
    if (flags & O_TRUNC && !(flags & (O_CREAT | O_WRONLY | O_RDWR))) throw failure('EINVAL', 'open')
    // Directories can be opened in every way.
    const directory = fs.statSync(found, { throwIfNoEntry: false })?.isDirectory() === true
    if (directory && flags & O_EXCL) throw failure('EEXIST', 'open')
    const fd = fs.openSync(found, directory ? O_RDONLY : flags, mode)
    if (flags & (O_WRONLY | O_RDWR)) writable.add(fd)
    else writable.delete(fd)
    return fd
  },
  fsyncSync: flush,
  fdatasyncSync: flush,
  realpathSync: Object.assign(() => '', { native: (file: string) => windows(fs.realpathSync.native(real(file))) }),
  readlinkSync(file: string, options?: { encoding: 'buffer' }) {
    const target = fs.readlinkSync(real(file)).replaceAll('/', '\\')
    return options ? Buffer.from(target) : target
  },
  symlinkSync: (target: string, file: string) => fs.symlinkSync(target.replaceAll('\\', '/'), real(file)),
  rmdirSync(file: string) {
    const found = real(file)
    if (!isFolder(found)) throw failure('ENOENT', 'rmdir')
    fs.rmdirSync(found)
  },
  unlinkSync(file: string) {
    const found = real(file)
    if (isFolder(found)) throw failure('EPERM', 'unlink')
    fs.unlinkSync(found)
  },
  renameSync(from: string, to: string) {
    const [source, target] = [real(from), real(to)]
    const stats = fs.lstatSync(target, { throwIfNoEntry: false })
    const other = stats && stats.ino !== fs.lstatSync(source).ino
    if (other && (stats.isDirectory() || isFolder(source))) throw failure('EPERM', 'rename')
    fs.renameSync(source, target)
  },
  linkSync: (from: string, to: string) => fs.linkSync(real(from), real(to)),
  mkdirSync: (file: string) => fs.mkdirSync(real(file)),
  lstatSync: (file: string, options?: StatSyncOptions) => fs.lstatSync(real(file), options),
  statSync: (file: string, options?: StatSyncOptions) => fs.statSync(real(file), options),
  statfsSync: (file: string, options: StatFsOptions) => fs.statfsSync(real(file), options),
  lutimesSync: (file: string, accessed: number, modified: number) => fs.lutimesSync(real(file), accessed, modified),
  readdirSync: (file: string, options: { withFileTypes: true }) => fs.readdirSync(real(file), options),
}
// What takes descriptors is the same.
export const windowsFs = { ...fs, ...fake }
