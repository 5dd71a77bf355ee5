import { encodeText } from '../bytes.js'
import type { RunContext } from '../context/run-context.js'
import { Unsupported } from '../errno/errno.js'
import { guestTrap } from '../errors/trap.js'
import { attempt } from './attempt.js'
import { writeBytes, writeU32 } from './guest-memory.js'
import { serve, type HostPart } from './host.js'

// Arguments, environment variables and the exit.

/** `text` as a string of C, which ends in NUL. */
const encode = (text: string): Uint8Array => encodeText(`${text}\0`)

type List = (context: RunContext) => readonly string[]

const args: List = (context) => context.args
const variables: List = ({ options }) => options.env.map(([name, value]) => `${name}=${value}`)

/** `args_get` or `environ_get`. */
const get = (name: string, listOf: List): HostPart =>
  serve(name, (_table, memory, context) => {
    const list = listOf(context)
    return (pointers: number, buffer: number) =>
      attempt(() => {
        if (!list.length) return
        const first = memory.address(pointers, 4 * list.length)
        let at = buffer >>> 0
        list.forEach((text, index) => {
          const bytes = encode(text)
          writeU32(memory, first + 4 * index, at)
          writeBytes(memory, at, bytes)
          at += bytes.length
        })
      })
  })

/** `args_sizes_get` or `environ_sizes_get`. */
const sizesGet = (name: string, listOf: List): HostPart =>
  serve(name, (_table, memory, context) => {
    const list = listOf(context)
    return (count: number, size: number) =>
      attempt(() => {
        writeU32(memory, count, list.length)
        const total = list.reduce((sum, text) => sum + encode(text).length, 0)
        writeU32(memory, size, total)
      })
  })

export const args_get = /* @__PURE__ */ get('args_get', args)
export const args_sizes_get = /* @__PURE__ */ sizesGet('args_sizes_get', args)
export const environ_get = /* @__PURE__ */ get('environ_get', variables)
export const environ_sizes_get = /* @__PURE__ */ sizesGet('environ_sizes_get', variables)

export const proc_exit = /* @__PURE__ */ serve('proc_exit', (_table, _memory, context) => (code: number) => {
  context.exitCode = code & 255
  guestTrap()
})
export const proc_raise = /* @__PURE__ */ serve('proc_raise', () => () => Unsupported)
export const sched_yield = /* @__PURE__ */ serve('sched_yield', () => () => 0)
