import { isDirectory, openDirectory, type DirectoryContext, type DirectoryDescriptor } from '../directory/directory.js'
import { MemoryDirectoryDescriptor } from '../directory/memory-descriptor.js'
import { MemoryFilesystem } from '../directory/memory-filesystem.js'
import { plant } from '../directory/memory-tree.js'
import { clockOf } from './clock.js'
import type { RunContext } from './run-context.js'

/** Opens the directories in `dirs`, in order. `take` gets each at once, and can close it even if a later one fails. */
export const openGranted = (context: RunContext, take: (path: string, root: DirectoryDescriptor) => void): void => {
  const devices = new Map<object, bigint>()
  const run: DirectoryContext = {
    now: () => clockOf(context).now(),
    user: (code) => context.user(code),
    device(owner) {
      // No device of a host has such a high number.
      let number = devices.get(owner)
      if (number === undefined) devices.set(owner, (number = 2n ** 40n + BigInt(devices.size)))
      return number
    },
  }
  for (const [path, value] of Object.entries(context.options.dirs)) {
    const option = `dirs[${JSON.stringify(path)}]`
    const root = isDirectory(value)
      ? value[openDirectory](run, option)
      : new MemoryDirectoryDescriptor(plant(value, new MemoryFilesystem(false), option), run)
    take(path, root)
  }
}
