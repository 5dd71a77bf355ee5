import { waitForAny } from '../context/wait.js'
import { trapBecause } from '../errors/trap.js'
import { pollable } from './handles.js'
import type { ComponentPart } from './part.js'

/** wasi:io/poll */
export const ioPolls: ComponentPart =
  ({ context, handles }) =>
  (abi) => ({
    'wasi:io/poll': {
      '[method]pollable.ready': (handle: number) => (handles.get(pollable, handle).ready() ? 1 : 0),
      '[method]pollable.block': (handle: number) => waitForAny(context, [handles.get(pollable, handle)]),
      poll(pointer: number, length: number, out: number) {
        const count = length >>> 0
        if (count === 0) trapBecause('poll: the list is empty')
        const start = abi.area(pointer, 4 * count, 4)
        // The list can contain the same handle many times.
        if (count > context.options.maxHandles) context.exceeded('HANDLE_LIMIT', 'maxHandles', `polls ${count} handles at once`)
        const list = Array.from({ length: count }, (_, index) => abi.view.getUint32(start + 4 * index, true))
        const answer = () => {
          const ready = [...list.keys()].filter((index) => handles.get(pollable, list[index]!).ready())
          abi.lowerList(out, ready, 4, 4, (index, at) => abi.u32(at, index))
        }
        const waiting = waitForAny(
          context,
          list.map((handle) => handles.get(pollable, handle)),
        )
        return waiting ? waiting.then(answer) : answer()
      },
    },
  })
