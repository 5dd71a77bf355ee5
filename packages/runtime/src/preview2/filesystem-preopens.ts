import { openGranted } from '../context/granted.js'
import type { DirectoryDescriptor } from '../directory/directory.js'
import { descriptor } from './filesystem-lowering.js'
import type { ComponentPart } from './part.js'

/** wasi:filesystem/preopens. Only files and directories that the run's `dirs` grant can be reached. */
export const filesystemPreopens: ComponentPart = ({ context, handles }) => {
  const preopens: [path: string, root: DirectoryDescriptor][] = []
  openGranted(context, (path, root) => {
    handles.keep(root)
    preopens.push([path, root])
  })
  return (abi) => ({
    'wasi:filesystem/preopens': {
      // The adapter calls this again for each name, and drops the other directories.
      'get-directories'(out: number) {
        abi.lowerList(out, preopens, 4, 12, ([path, root], at) => {
          abi.u32(at, handles.add(descriptor, root.duplicate()))
          abi.lowerString(at + 4, path)
        })
      },
    },
  })
}
