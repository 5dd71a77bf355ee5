import type { HostState } from './run-context.js'
import { isDirectory, openDirectory, type DirectoryDescriptor, type RunContext } from '../directory/directory.js'
import { MemoryDirectoryDescriptor } from '../directory/memory-descriptor.js'
import { MemoryFilesystem } from '../directory/memory-filesystem.js'
import { plant } from '../directory/memory-tree.js'

/** Opens what the run grants in `dirs`, one after the other: should one fail, those before it are `take`n and will be closed. */
export const openGranted = (state: HostState, take: (path: string, root: DirectoryDescriptor) => void): void => {
  const devices = new Map<object, bigint>()
  const context: RunContext = {
    now: () => state.clock.now(),
    user: (code) => state.user(code),
    device(owner) {
      // Where no device of a host is.
      const number = devices.get(owner) ?? 2n ** 40n + BigInt(devices.size)
      devices.set(owner, number)
      return number
    },
  }
  for (const [path, value] of Object.entries(state.options.dirs)) {
    const option = `run(): option dirs[${JSON.stringify(path)}]`
    const root = isDirectory(value)
      ? value[openDirectory](context, option)
      : new MemoryDirectoryDescriptor(plant(value, new MemoryFilesystem(false), option), context)
    take(path, root)
  }
}
