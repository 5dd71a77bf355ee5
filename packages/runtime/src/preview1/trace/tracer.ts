import { errnoNames } from '../../errno/names.js'
import type { CoreFunction } from '../../guest/core-function.js'
import type { Functions, Preview1Host } from '../host.js'
import { chain } from '../../guest/instance.js'
import { readTable, type Field, type Signature } from './signatures.js'

type Values = Record<string, number | bigint | string>

/** The functions of `host` as the guest imports them. Each one reports its call when it returns, as strace does. */
export const tracing = (host: Preview1Host): Functions => {
  const { context, functions, memory } = host
  const table = readTable()
  const errnos = errnoNames()
  const trace = context.options.trace!
  const view = () => memory.view

  const traced = (name: string, signature: Signature, code: CoreFunction): CoreFunction => {
    const report = (args: Values, results: Values, errno: string) =>
      context.user(() => trace({ name: name.replace(/^unstable_/, ''), args, results, errno }))
    return (...values: (number | bigint)[]) => {
      const { args, rest } = decodeParams(view(), signature.params, values)
      // `proc_exit` does not return, so it is reported first.
      if (name === 'proc_exit') report(args, {}, 'success')
      return chain(code(...values) as number | Promise<number>, (errno) => {
        // The run may have ended while the guest waited.
        if (!context.failure)
          report(args, errno === 0 ? decodeResults(view(), signature.results, rest) : {}, errnos[errno] ?? `errno ${errno}`)
        return errno
      })
    }
  }

  for (const [name, code] of Object.entries(functions)) {
    const signature = table.get(name)
    if (signature) functions[name] = traced(name, signature, code)
  }
  return host.imports()
}

const decodeParams = (view: DataView, params: readonly Field[], values: readonly (number | bigint)[]) => {
  const args: Values = {}
  let at = 0
  for (const { name, form } of params) {
    const value = values[at++]!
    if (form === '_') continue
    if (form === 'u') args[name] = BigInt.asUintN(64, BigInt(value))
    else if (form === 's') args[name] = lenient(() => text(view, Number(value), Number(values[at++])))
    else if (form === 'b') args[name] = Number(values[at++]) >>> 0
    else if (form === 'v') args[name] = lenient(() => total(view, Number(value), Number(values[at++])))
    else args[name] = value
  }
  return { args, rest: values.slice(at) }
}

const decodeResults = (view: DataView, results: readonly Field[], pointers: readonly (number | bigint)[]): Values => {
  const values: Values = {}
  results.forEach(({ name, form }, index) => {
    const at = Number(pointers[index]) >>> 0
    if (form === 'f' || form === 'g') {
      // filestat: https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#-filestat-record
      values['ino'] = view.getBigUint64(at + 8, true)
      values['filetype'] = view.getUint8(at + 16)
      values['size'] = view.getBigUint64(at + (form === 'f' ? 32 : 24), true)
    } else {
      values[name] = form === '1' ? view.getUint8(at) : form === '4' ? view.getUint32(at, true) : view.getBigUint64(at, true)
    }
  })
  return values
}

/** The longest string or list to decode. The host refuses longer ones as well. */
const LONGEST = 2 ** 16

const text = (view: DataView, pointer: number, length: number): string =>
  length >>> 0 > LONGEST
    ? `<${length >>> 0} bytes>`
    : new TextDecoder().decode(new Uint8Array(view.buffer, pointer >>> 0, length >>> 0))

const total = (view: DataView, pointer: number, count: number): number | string => {
  if (count >>> 0 > LONGEST) return `<${count >>> 0} buffers>`
  let sum = 0
  for (let index = 0; index < count; index++) sum += view.getUint32((pointer >>> 0) + 8 * index + 4, true)
  return sum
}

/** Decodes without failing: refusing a bad pointer is the task of the call, and not of its tracer. */
const lenient = <T>(decode: () => T): T | string => {
  try {
    return decode()
  } catch {
    return '<outside of memory>'
  }
}
