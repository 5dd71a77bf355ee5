import { InsufficientMemory, fail } from '../errno/errno.js'
import { Listing, overfull } from './filesystem-listing.js'
import { WORD, directoryOf, directoryStream, lowering } from './filesystem-lowering.js'
import type { ComponentPart } from './part.js'

/** The methods that list directories. */
export const filesystemListings: ComponentPart = (run) => {
  const held = { entries: 0 }
  return (abi) => {
    const { add, descriptor, result } = lowering(run, abi)
    return {
      'wasi:filesystem/types': {
        '[method]descriptor.read-directory': (self: number, out: number) =>
          result(out, WORD, () => {
            const directory = directoryOf(descriptor(self))
            if (overfull(held)) fail(InsufficientMemory)
            add(out + WORD, directoryStream, () => new Listing(directory.list(), held))
          }),

        // result<option<directory-entry>>: the option's tag is at 4, the type at 8, the name at 12.
        '[method]directory-entry-stream.read-directory-entry': (self: number, out: number) =>
          result(out, WORD, () => {
            abi.area(out, 20, WORD)
            const entry = run.handles.get(directoryStream, self).next()
            abi.u8(out + 4, entry ? 1 : 0)
            if (!entry) return
            abi.u8(out + 8, entry.type)
            abi.lowerString(out + 12, entry.name)
          }),
      },
    }
  }
}
