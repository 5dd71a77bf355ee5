import { Unsupported } from '../errno/errno.js'
import { guestTrap } from '../errors/trap.js'
import type { CoreFunction } from '../guest/core-function.js'
import { attempt } from './attempt.js'
import { part, type Functions } from './host.js'

const encoder = /* @__PURE__ */ new TextEncoder()

/** Arguments, environment variables and the exit. */
export const environment = /* @__PURE__ */ part(({ memory, context }) => {
  const { args, options } = context

  /** `args_get` and `args_sizes_get`, or the same for the environment. The strings end in NUL. */
  const strings = (name: string, list: readonly string[]): Functions => {
    let encoded: Uint8Array[] | undefined
    const all = () => (encoded ??= list.map((text) => encoder.encode(`${text}\0`)))
    return {
      [`${name}_get`]: (pointers: number, buffer: number) =>
        attempt(() => {
          if (!list.length) return
          const first = memory.address(pointers, 4 * list.length)
          let at = buffer >>> 0
          all().forEach((bytes, index) => {
            memory.u32(first + 4 * index, at)
            memory.slice(at, bytes.length).set(bytes)
            at += bytes.length
          })
        }),
      [`${name}_sizes_get`]: (count: number, size: number) =>
        attempt(() => {
          memory.u32(count, list.length)
          memory.u32(
            size,
            all().reduce((sum, { length }) => sum + length, 0),
          )
        }),
    }
  }

  const proc_exit: CoreFunction = (code: number) => {
    context.exitCode = code & 255
    guestTrap()
  }

  return {
    ...strings('args', args),
    ...strings(
      'environ',
      options.env.map(([name, value]) => `${name}=${value}`),
    ),
    proc_exit,
    proc_raise: () => Unsupported,
    sched_yield: () => 0,
  }
})
