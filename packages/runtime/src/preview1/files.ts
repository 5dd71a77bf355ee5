import { encodeText } from '../bytes.js'
import { openGranted } from '../context/granted.js'
import type { RunContext } from '../context/run-context.js'
import type { Descriptor, DirectoryDescriptor } from '../directory/directory.js'
import { BadDescriptor, Invalid, InvalidSeek, NotDirectory, fail } from '../errno/errno.js'
import { addDescriptor, closeDescriptors, type DescriptorTable } from './descriptor-table.js'
import { serve, type HostPart, type Maker } from './host.js'
import { OpenDirectory } from './open-directory.js'
import { OpenFile } from './open-file.js'

/** The part that serves a function for files or directories. Only those that the run's `dirs` grant can be reached. */
export const serveFiles = (name: string, make: Maker): HostPart =>
  serve(name, (table, memory, context) => {
    openPreopens(table, context)
    return make(table, memory, context)
  })

/** Opens the run's directories, which are descriptors 3 and up, unless another part has done so. */
const openPreopens = (table: DescriptorTable, context: RunContext): void => {
  if (table.hasPreopens) return
  table.hasPreopens = true
  context.atEnd(() => closeDescriptors(table))
  openGranted(context, (path, root) => void addDescriptor(table, new OpenDirectory(root, encodeText(path))))
}

/** The open file that `fd` stands for. Fails with `otherwise` for a standard stream, and with `directory` for a directory. */
export const fileOf = (
  table: DescriptorTable,
  fd: number,
  otherwise = InvalidSeek,
  directory: number = BadDescriptor,
): OpenFile => {
  const open = table.get(fd)
  if (open instanceof OpenFile) return open
  return fail(open instanceof OpenDirectory ? directory : otherwise)
}

/** The open directory that `fd` stands for. */
export const openDirectoryOf = (table: DescriptorTable, fd: number): OpenDirectory => {
  const open = table.get(fd)
  if (open instanceof OpenDirectory) return open
  return fail(open instanceof OpenFile ? NotDirectory : BadDescriptor)
}

export const directoryOf = (table: DescriptorTable, fd: number): DirectoryDescriptor => openDirectoryOf(table, fd).directory

/** The file or directory that `fd` stands for. */
export const descriptorOf = (table: DescriptorTable, fd: number): Descriptor => {
  const open = table.get(fd)
  return open instanceof OpenDirectory ? open.directory : fileOf(table, fd, Invalid).file
}
