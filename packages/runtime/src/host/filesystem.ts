import { isDirectory, openDirectory } from '../directory/directory.js'
import type { DirectoryDescriptor, RunContext } from '../directory/directory.js'
import { MemoryDirectoryDescriptor } from '../directory/memory-descriptor.js'
import { plant } from '../directory/memory-tree.js'
import type { Kind } from '../handles.js'
import type { HostState } from '../state.js'
import type { HostPart } from './contract.js'
import { descriptorMethods } from './filesystem-descriptor.js'
import { pathMethods } from './filesystem-paths.js'
import { descriptor, lowering } from './filesystem-lowering.js'

const preopen = 'preopen' as Kind<DirectoryDescriptor>

/** wasi:filesystem: what is granted in the run's `dirs`, and nothing else. */
export const filesystem: HostPart = (state) => {
  const preopens = openPreopens(state)
  return (abi) => {
    const lower = lowering(state, abi)
    return {
      'wasi:filesystem/preopens': {
        // The adapter asks again for each name, and drops what it did not ask for.
        'get-directories'(out: number) {
          abi.lowerList(out, preopens, 4, 12, ([path, root], at) => {
            abi.u32(at, state.handles.add(descriptor, root.duplicate()))
            abi.lowerString(at + 4, path)
          })
        },
      },
      'wasi:filesystem/types': { ...descriptorMethods(lower), ...pathMethods(lower) },
    }
  }
}

const openPreopens = (state: HostState): [path: string, root: DirectoryDescriptor][] => {
  const devices = new Map<object, bigint>()
  const context: RunContext = {
    now: () => state.clock.now(),
    user: (code) => state.user(code),
    device(owner) {
      const number = devices.get(owner) ?? BigInt(devices.size + 1)
      devices.set(owner, number)
      return number
    },
  }
  return Object.entries(state.options.dirs).map(([path, value]) => {
    const option = `run(): option dirs[${JSON.stringify(path)}]`
    const root = isDirectory(value)
      ? value[openDirectory](context, option)
      : new MemoryDirectoryDescriptor(plant(value, false, option), context)
    // A handle that the guest is not told: it keeps the directory open until the end of the run.
    state.handles.add(preopen, root)
    return [path, root]
  })
}
