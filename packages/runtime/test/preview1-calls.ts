import { node } from '../src/platform/node.js'
import { resolveOptions } from '../src/context/options.js'
import type { Platform } from '../src/platform/platform.js'
import type { Preview1Host } from '../src/preview1/host.js'
import { RunContext } from '../src/context/run-context.js'
import { commandContext } from '../src/guest/command-context.js'
import type { InputStream, Sink } from '../src/stdio/streams.js'
import { errnoNames } from '../src/errno/names.js'
import type { RunOptions } from '../src/types.js'
import { assemble } from './assemble.js'
import { serve } from './preview1-parts.js'
import { paramsOf, preview1Names, type Preview1Name } from './preview1-signatures.js'

const errnos = errnoNames()
export const errnoName = (errno: number): string => errnos[errno] ?? `errno ${errno}`

export type Value = number | bigint

/** Replacements for what the process provides. */
export interface Setup {
  args?: readonly string[]
  stdin?: InputStream
  stdout?: Sink
  stderr?: Sink
  platform?: Partial<Platform>
}

/** Preview1 as a guest sees it, called from the test one function at a time. The guest exports its imports again. */
export class Guest {
  constructor(
    readonly host: Preview1Host,
    readonly exports: Record<string, (...args: Value[]) => number>,
    readonly memory: WebAssembly.Memory,
  ) {}

  get context(): RunContext {
    return this.host.context
  }

  errno(name: Preview1Name, ...args: Value[]): number {
    return this.exports[`call_${name}`]!(...args)
  }

  /** Like `errno`, called within a handler that catches everything. Returns -1 if it did. */
  stubborn(name: Preview1Name, ...args: Value[]): number {
    return this.exports[`try_${name}`]!(...args)
  }

  /** Throws an Error with the errno's name. */
  call(name: Preview1Name, ...args: Value[]): void {
    const errno = this.errno(name, ...args)
    if (errno !== 0) throw new Error(errnoName(errno))
  }

  get view(): DataView {
    return new DataView(this.memory.buffer)
  }

  u32(at: number): number {
    return this.view.getUint32(at, true)
  }

  u64(at: number): bigint {
    return this.view.getBigUint64(at, true)
  }

  /** Returns a copy. */
  bytes(at: number, length: number): Uint8Array {
    return new Uint8Array(this.memory.buffer).slice(at, at + length)
  }

  text(at: number, length: number): string {
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(this.bytes(at, length))
  }

  /** Returns the number of bytes. */
  put(at: number, value: Uint8Array | string): number {
    const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value
    new Uint8Array(this.memory.buffer).set(bytes, at)
    return bytes.length
  }

  fill(at: number, length: number, byte: number): void {
    new Uint8Array(this.memory.buffer).fill(byte, at, at + length)
  }

  /** Writes an iovec list to `at`, and returns the arguments that refer to it. */
  vectors(at: number, list: readonly (readonly [pointer: number, length: number])[]): [pointer: number, count: number] {
    list.forEach(([pointer, length], index) => {
      this.view.setUint32(at + 8 * index, pointer, true)
      this.view.setUint32(at + 8 * index + 4, length, true)
    })
    return [at, list.length]
  }

  end(): void {
    this.context.end()
  }
}

const params = (name: Preview1Name) =>
  paramsOf(name)
    .map((type) => `(param ${type})`)
    .join(' ')
/** Every function returns an errno, but `proc_exit`, which does not return. */
const returns = (name: Preview1Name) => name !== 'proc_exit'
const call = (name: Preview1Name) => {
  const args = paramsOf(name).map((_, index) => `(local.get ${index})`)
  return `${args.join(' ')} (call $${name}) ${returns(name) ? '' : '(i32.const 0)'}`
}
const text = `(module
  ${preview1Names
    .map((name) => {
      const result = returns(name) ? '(result i32)' : ''
      return `(import "wasi_snapshot_preview1" "${name}" (func $${name} ${params(name)} ${result}))`
    })
    .join('\n')}
  ${preview1Names
    .map(
      (name) => `(func (export "call_${name}") ${params(name)} (result i32) ${call(name)})
    (func (export "try_${name}") ${params(name)} (result i32) (try (result i32) (do ${call(name)}) (catch_all (i32.const -1))))`,
    )
    .join('\n')}
  (memory (export "memory") 4))`

let module: Promise<WebAssembly.Module> | undefined

/** Works like a run, which ends when its setup fails. */
const ended = <T>(context: RunContext, act: () => T): T => {
  try {
    return act()
  } catch (error) {
    context.end()
    throw error
  }
}

export const makeContext = (
  options: RunOptions = {},
  { args = ['guest.wasm'], stdin, stdout, stderr, platform }: Setup = {},
  async = false,
): RunContext => {
  const own = { ...node(), ...platform }
  if (stdin) own.stdin = () => stdin
  if (stdout || stderr) own.output = (fd) => (fd === 1 ? stdout : stderr)!
  const inherited = {
    ...(stdin && { stdin: 'inherit' }),
    ...(stdout && { stdout: 'inherit' }),
    ...(stderr && { stderr: 'inherit' }),
  }
  return new RunContext(args, resolveOptions({ ...options, ...inherited }), own, async, undefined, commandContext)
}

/** An instance of the guest over the whole host. Call `end()` when done. */
export const instantiate = async <T extends Guest>(
  make: new (...values: ConstructorParameters<typeof Guest>) => T,
  options: RunOptions = {},
  setup: Setup = {},
): Promise<T> => {
  const code = await (module ??= assemble(text).then((bytes) => WebAssembly.compile(bytes)))
  const context = makeContext(options, setup)
  const host = ended(context, () => serve(context))
  const { exports } = new WebAssembly.Instance(code, { wasi_snapshot_preview1: host.functions } as WebAssembly.Imports)
  const memory = exports['memory'] as WebAssembly.Memory
  host.memory.bind(memory)
  return new make(host, exports as Guest['exports'], memory)
}

export const guestOf = (options?: RunOptions, setup?: Setup): Promise<Guest> => instantiate(Guest, options, setup)

/** The functions of an async run (JSPI), over their own memory. Those that wait return promises. */
export const asyncHost = (options: RunOptions = {}, setup: Setup = {}): Guest => {
  const context = makeContext(options, setup, true)
  const host = serve(context)
  const memory = new WebAssembly.Memory({ initial: 1 })
  host.memory.bind(memory)
  return new Guest(host, {}, memory)
}
