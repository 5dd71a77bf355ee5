import { printable, shorten } from './problem.js'
import { RunError } from './run-error.js'

/** A guest that trapped: `unreachable`, an access out of bounds, a stack overflow, an uncaught exception, out of memory … */
export class WasiTrapError<Output extends string | Uint8Array = string | Uint8Array> extends RunError<Output> {
  /** Always the same. */
  override readonly name = 'WasiTrapError'

  constructor(
    program: string,
    /** The engine's error. */
    cause: unknown,
    /** The output captured up to the trap, in the run's encoding. Empty unless it was `pipe`. */
    stdout: Output,
    stderr: Output,
    /**
     * Names of the guest's functions, innermost first, as far as the engine reports them (V8: as many as
     * `Error.stackTraceLimit`). A function without a name is `wasm-function[n]`. The guest chooses the names, so they are made
     * safe to print: control characters are escaped, and long names are cut off. Empty if the whole program has no names: the
     * numbers of its functions are in the stack of `cause`.
     */
    readonly guestStack: string[],
  ) {
    // JavaScriptCore ends its messages with the code that called the guest.
    const reason = cause instanceof Error ? cause.message.split(" (evaluating '", 1)[0]! : 'uncaught exception in the guest'
    const message = [printable(`${program}: ${reason}`), ...guestStack.map((name) => `    in ${name}`)].join('\n')
    super('TRAP', message, stdout, stderr, cause)
  }
}

/**
 * Whether `error` is an engine's error for a guest that trapped. Besides RuntimeError, this may be a RangeError (V8, JSC) or
 * InternalError (SpiderMonkey) for a stack overflow or lack of memory, or an Exception that the guest threw and did not catch.
 */
export const isTrap = (error: unknown): boolean =>
  error instanceof WebAssembly.RuntimeError ||
  error instanceof RangeError ||
  (error as Error | undefined)?.name === 'InternalError' ||
  // WebAssembly.Exception is missing in some older engines and in TypeScript's library.
  Object.prototype.toString.call(error) === '[object WebAssembly.Exception]'

/** The maximum number of frames to report, from the innermost on: enough to see the cycle of a recursion. */
const MOST = 100

/** A wasm frame: the module's URL and a name for the function. */
type Frame = readonly [url: string, name: string]

const FUNCTION = 'wasm-function['
const JSC_END = ']@[wasm code]'

/**
 * Reads a line of a stack: in V8 `    at NAME (URL:wasm-function[N]:0xOFFSET)`, in SpiderMonkey
 * `NAME@URL:wasm-function[N]:0xOFFSET`, in JSC `MODULE.wasm-function[NAME]@[wasm code]`. The guest chooses NAME, which has any
 * length and may contain all the other parts. So each part is searched for once, from the side away from NAME, which takes time
 * linear in the length of the line.
 */
const frameOf = (line: string): Frame | undefined => {
  if (line.endsWith(JSC_END)) {
    const at = line.indexOf(FUNCTION)
    const name = line.slice(at + FUNCTION.length, -JSC_END.length)
    return at < 0 ? undefined : [line.slice(0, at), /^\d*$/.test(name) ? `${FUNCTION}${name}]` : name]
  }
  const at = line.lastIndexOf(FUNCTION)
  const place = at < 0 ? null : /^wasm-function\[\d+\](?=:0x[\da-f]+\)?$)/.exec(line.slice(at))
  if (!place) return undefined
  const head = line.slice(0, at)
  const v8 = head.startsWith('    at ')
  const end = v8 ? head.lastIndexOf(' (') : lastUrl(head)
  const name = v8 ? head.slice(7, Math.max(end, 7)) : head.slice(0, Math.max(end, 0))
  return [v8 ? head.slice(end < 0 ? 7 : end + 2) : head.slice(end + 1), name || place[0]]
}

/** The index of the `@` before the URL at the end of `text`. Names and URLs (Vite's `/@fs/`) may contain more of them. */
const lastUrl = (text: string): number => {
  let last = -1
  for (const { index } of text.matchAll(/@(?=[a-z-]{2,20}:)/g)) last = index
  return last
}

/** Reads the names of the guest's functions from the stack of `error`. `several`: the guest consists of more than one module. */
export type Frames = (error: unknown, several?: boolean) => string[]

export const frames: Frames = (error, several = false) => {
  const { stack, message } = (error ?? {}) as { stack?: unknown; message?: unknown }
  let text = String(stack ?? '')
  // In V8 the stack begins with `NAME: MESSAGE`, and the message may quote the guest.
  const quoted = text.indexOf(': ') + 2
  if (typeof message === 'string' && message !== '' && text.startsWith(message, quoted))
    text = text.slice(quoted + message.length)
  const found = text.split('\n').flatMap((line) => {
    const frame = frameOf(line)
    return frame ? [frame] : []
  })
  // The outermost module is the guest. The only other module that can be in the stack is the one defined below, which traps for
  // it. A name with line breaks adds lines, but those can't contain the module's URL.
  const guest = found.at(-1)?.[0]
  return found
    .filter(([url]) => several || url === guest)
    .slice(0, MOST)
    .map(([, name]) => printable(shorten(name)))
}

let traps: Record<'u' | 'o', () => never> | undefined

// Core has the same module for places that forbid compiling at run time (packages/core/src/emit/precompiled.ts).
// (module
//   (memory 0)
//   (func (export "u") unreachable)
//   (func (export "o") (drop (i32.load (i32.const 0)))))
const CODE =
  '\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x03\x03\x02\0\0\x05\x03\x01\0\0\x07\x09\x02\x01u\0\0\x01o\0\x01' +
  '\x0a\x0e\x02\x03\0\0\x0b\x08\0\x41\0\x28\x02\0\x1a\x0b'

/**
 * Uses `module`, the module below in compiled form, for traps. Emitted modules have it for places that forbid compiling at run
 * time.
 */
export const trapWith = (module: WebAssembly.Module): void => {
  traps = new WebAssembly.Instance(module).exports as unknown as NonNullable<typeof traps>
}

/**
 * Makes a real trap. A guest's `catch_all` catches everything that JavaScript throws, even a RuntimeError, but never a trap.
 * https://webassembly.github.io/spec/js-api/#exceptions
 */
const trap = (kind: 'u' | 'o'): never => {
  if (!traps) trapWith(new WebAssembly.Module(Uint8Array.from(CODE, (c) => c.charCodeAt(0))))
  return traps![kind]()
}

/** More frames than the host ever has between the guest and a trap. */
const HOST_FRAMES = 20

/** Calls `fail` with room for the guest's frames in the stack of the error. V8 cuts stacks off after the innermost frames. */
const withGuestFrames = <T>(fail: () => T): T => {
  const { stackTraceLimit: limit } = Error as { stackTraceLimit?: number }
  // Other engines have no such limit, and 0 means that no stacks are wanted.
  if (!limit) return fail()
  // An assignment would throw if Error is frozen, and the guest could catch that.
  const set = (frames: number): boolean => Reflect.set(Error, 'stackTraceLimit', frames)
  set(limit + HOST_FRAMES)
  try {
    return fail()
  } finally {
    set(limit)
  }
}

/** Ends the guest with a trap, which it can't catch. */
export const guestTrap = (): never => trap('u')

/**
 * Ends the guest with a trap whose message is `reason`. Engines mark the error object itself as a trap, so it remains one when it
 * is caught here and thrown again. https://webassembly.github.io/spec/js-api/#exceptions
 */
export const trapBecause = (reason: string, cause?: unknown): never => {
  // This stack leads here, and does not include the module that traps.
  const { stack } = withGuestFrames(() => new WebAssembly.RuntimeError(reason))
  try {
    return trap('u')
  } catch (error) {
    // The stack has overflowed, which ends the guest as well.
    if (!(error instanceof WebAssembly.RuntimeError)) throw error
    throw Object.defineProperties(error, {
      message: { value: reason, configurable: true },
      stack: { value: stack, configurable: true },
      ...(cause !== undefined && { cause: { value: cause, configurable: true } }),
    })
  }
}

/**
 * Traps with what `error` says. If it left a function of the caller's, the guest may have trapped in a call by that function, or the
 * function may have made the error itself, as Emscripten's JavaScript does: then a guest's `catch_all` would catch it.
 */
export const trapAgain = (error: Error): never => {
  try {
    return trap('u')
  } catch (real) {
    if (!(real instanceof WebAssembly.RuntimeError)) throw real
    throw Object.defineProperties(real, {
      message: { value: String(error.message), configurable: true },
      stack: { value: error.stack, configurable: true },
      cause: { value: error, configurable: true },
    })
  }
}

/** Traps like an access out of bounds, because the guest passed a pointer outside its memory. */
export const outOfBounds = (): never => withGuestFrames(() => trap('o'))
