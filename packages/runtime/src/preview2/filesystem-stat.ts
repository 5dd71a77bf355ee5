import type { ComponentPart } from './part.js'
import { BYTE, LONG, lowering } from './filesystem-lowering.js'
import { statLowering } from './filesystem-times.js'

/** The methods of `descriptor` that say what it is. `self` and `other` are handles, and the result goes to `out`. */
export const filesystemStat: ComponentPart = (run) => (abi) => {
  const { descriptor, result } = lowering(run, abi)
  const { hash, stat } = statLowering(abi)
  return {
    'wasi:filesystem/types': {
      '[method]descriptor.get-flags': (self: number, out: number) =>
        result(out, BYTE, () => abi.u8(out + BYTE, descriptor(self).flags)),

      '[method]descriptor.get-type': (self: number, out: number) =>
        result(out, BYTE, () => abi.u8(out + BYTE, descriptor(self).type)),

      '[method]descriptor.stat': (self: number, out: number) =>
        result(out, LONG, () => stat(out + LONG, descriptor(self).stat())),

      '[method]descriptor.metadata-hash': (self: number, out: number) =>
        result(out, LONG, () => hash(out + LONG, descriptor(self).stat())),

      '[method]descriptor.is-same-object'(self: number, other: number) {
        const [first, second] = [descriptor(self), descriptor(other)]
        const [one, two] = [first.stat(), second.stat()]
        return one.device === two.device && one.inode === two.inode ? 1 : 0
      },
    },
  }
}
