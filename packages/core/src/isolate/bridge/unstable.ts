import { UNSTABLE_SUBSCRIPTION_SIZE, type UnstableName } from '../../preview1/unstable.js'
import { add, call, eq, eqz, i32, ltU, mul } from '../../wasm/code.js'
import type { Bytes } from '../../wasm/encode.js'
import { slot } from '../private-memory.js'
import type { BridgeContext } from './context.js'
import { generalBody } from './general.js'
import { poll } from './polling.js'
import { seek } from './positions.js'

// The functions of wasi_unstable that differ from preview1's: see preview1/unstable.ts. The adapter serves those of preview1, and the
// bridge translates.

/** The number of links, and the four numbers after it, in preview1's `filestat`. In the other one they lie before that. */
const LINKS = { preview1: 24, unstable: 20 } as const
const AFTER = { preview1: 32, unstable: 24, count: 4 } as const

const SUBSCRIPTIONS = { size: UNSTABLE_SUBSCRIPTION_SIZE, clock: 24 } as const

export const unstableBodies: Readonly<Record<UnstableName, (context: BridgeContext) => number>> = {
  unstable_fd_filestat_get: (context) => filestat(context, 'unstable_fd_filestat_get'),
  unstable_path_filestat_get: (context) => filestat(context, 'unstable_path_filestat_get'),
  unstable_fd_seek: (context) => seek(context, 'unstable_fd_seek', { whence }),
  unstable_poll_oneoff: (context) => poll(context, SUBSCRIPTIONS),
}

// CUR, END, SET are 1, 2, 0 in preview1. Other numbers stay what they are, which is invalid.
const whence = (value: Bytes): Bytes => mul(eqz(eq(value, i32(2))), add(value, ltU(value, i32(2))))

function filestat(context: BridgeContext, name: 'unstable_fd_filestat_get' | 'unstable_path_filestat_get'): number {
  const { load32, load64, store32, store64 } = context.imports
  const at = (offset: number): Bytes => i32(slot(0) + offset)
  return generalBody(context, name, {
    settle: () => [
      call(store32, at(LINKS.unstable), call(load32, at(LINKS.preview1))),
      Array.from({ length: AFTER.count }, (_, index) =>
        call(store64, at(AFTER.unstable + 8 * index), call(load64, at(AFTER.preview1 + 8 * index))),
      ),
    ],
  })
}
