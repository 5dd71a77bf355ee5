import { errorCode } from '../errno/error-code.js'
import { SystemError } from '../errno/errno.js'
import { ioError } from './handles.js'
import type { ComponentPart } from './part.js'

/** wasi:io/error: the functions of a stream's error. */
export const ioErrors: ComponentPart =
  ({ handles }) =>
  (abi) => ({
    'wasi:io/error': {
      '[method]error.to-debug-string'(handle: number, out: number) {
        abi.lowerString(out, handles.get(ioError, handle).message)
      },
    },
    'wasi:filesystem/types': {
      'filesystem-error-code'(handle: number, out: number) {
        const error = handles.get(ioError, handle)
        const known = error instanceof SystemError
        abi.area(out, 2, 1)
        abi.u8(out, known ? 1 : 0)
        if (known) abi.u8(out + 1, errorCode(error))
      },
    },
  })
