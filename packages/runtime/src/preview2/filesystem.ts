import type { DirectoryDescriptor } from '../directory/directory.js'
import { openGranted } from '../context/granted.js'
import type { ComponentPart } from './part.js'
import { descriptorMethods } from './filesystem-descriptor.js'
import { pathMethods } from './filesystem-paths.js'
import { descriptor, lowering } from './filesystem-lowering.js'

/** wasi:filesystem. Only files and directories that the run's `dirs` grant can be reached. */
export const filesystem: ComponentPart = (run) => {
  const preopens: [path: string, root: DirectoryDescriptor][] = []
  openGranted(run.context, (path, root) => {
    run.handles.keep(root)
    preopens.push([path, root])
  })
  const held = { entries: 0 }
  return (abi) => {
    const lower = lowering(run, abi, held)
    return {
      'wasi:filesystem/preopens': {
        // The adapter calls this again for each name, and drops the other directories.
        'get-directories'(out: number) {
          abi.lowerList(out, preopens, 4, 12, ([path, root], at) => {
            abi.u32(at, run.handles.add(descriptor, root.duplicate()))
            abi.lowerString(at + 4, path)
          })
        },
      },
      'wasi:filesystem/types': { ...descriptorMethods(lower), ...pathMethods(lower) },
    }
  }
}
