import { printable, shorten } from './problem.js'
import { RunError } from './run-error.js'

/** A guest that trapped: `unreachable`, an access out of bounds, stack overflow, an uncaught guest exception, out of memory … */
export class WasiTrapError<Output extends string | Uint8Array = string | Uint8Array> extends RunError<Output> {
  override readonly name = 'WasiTrapError'

  constructor(
    program: string,
    /** The engine's error. */
    cause: unknown,
    /** Captured output up to the trap, in the run's encoding; empty unless it was a pipe. */
    stdout: Output,
    stderr: Output,
    /**
     * Names of the guest's functions, innermost first, as far as the engine tells (V8: as many as `Error.stackTraceLimit`).
     * A function without a name is `wasm-function[n]`. They are fit to be printed: control characters are escaped, long names cut. The
     * guest may call its functions whatever it likes.
     */
    readonly guestStack: string[] = guestFrames(cause),
  ) {
    const reason = cause instanceof Error ? cause.message : 'uncaught exception of the guest'
    const message = [printable(`${program}: ${reason}`), ...guestStack.map((name) => `    in ${name}`)].join('\n')
    super('TRAP', message, stdout, stderr, cause)
  }
}

/**
 * Whether `error` is how an engine says that a guest trapped. Besides RuntimeError: RangeError (V8, JSC) and InternalError
 * (SpiderMonkey) are stack overflow or no memory; Exception is one that the guest threw and nobody caught.
 */
export const isTrap = (error: unknown): boolean =>
  error instanceof WebAssembly.RuntimeError ||
  error instanceof RangeError ||
  (error as Error | undefined)?.name === 'InternalError' ||
  // Node 20's and older browsers' WebAssembly may lack it, TypeScript's library does not know it.
  Object.prototype.toString.call(error) === '[object WebAssembly.Exception]'

/** How many frames are told at most, the innermost ones: enough to see where a recursion goes round. */
const MOST = 100

/** A frame of wasm: the module's URL, and what to call the function. */
type Frame = readonly [url: string, name: string]

const FUNCTION = 'wasm-function['
const JSC_END = ']@[wasm code]'

/**
 * Reads a line of a stack: in V8 `    at NAME (URL:wasm-function[N]:0xOFFSET)`, in SpiderMonkey `NAME@URL:wasm-function[N]:0xOFFSET`, in
 * JSC `MODULE.wasm-function[NAME]@[wasm code]`. NAME is whatever the guest says, of any length, and may hold all the other parts. So
 * each part is looked for once, from the end where the name is not: the time is linear in the length of the line.
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

/** Where the `@` is that the URL at the end of `text` follows: URLs (of Vite: `/@fs/`) and names hold others. */
const lastUrl = (text: string): number => {
  let last = -1
  for (const { index } of text.matchAll(/@(?=[a-z-]{2,20}:)/g)) last = index
  return last
}

/** The names of the guest's functions in the stack of `error`. `several`: the guest is more than one module. */
export const guestFrames = (error: unknown, several = false): string[] => {
  const { stack, message } = (error ?? {}) as { stack?: unknown; message?: unknown }
  let text = String(stack ?? '')
  // V8 begins with `NAME: MESSAGE`, and the message may quote the guest.
  const quoted = text.indexOf(': ') + 2
  if (typeof message === 'string' && message !== '' && text.startsWith(message, quoted))
    text = text.slice(quoted + message.length)
  const frames = text.split('\n').flatMap((line) => {
    const frame = frameOf(line)
    return frame ? [frame] : []
  })
  // The outermost module is the guest; the other one that can be there traps in its name. A name with line breaks makes lines of its
  // own, and those do not know the module's URL.
  const guest = frames.at(-1)?.[0]
  return frames
    .filter(([url]) => several || url === guest)
    .slice(0, MOST)
    .map(([, name]) => printable(shorten(name)))
}

let traps: Record<'u' | 'o', () => never> | undefined

// (module
//   (memory 0)
//   (func (export "u") unreachable)
//   (func (export "o") (drop (i32.load (i32.const 0)))))
const CODE =
  '\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x03\x03\x02\0\0\x05\x03\x01\0\0\x07\x09\x02\x01u\0\0\x01o\0\x01' +
  '\x0a\x0e\x02\x03\0\0\x0b\x08\0\x41\0\x28\x02\0\x1a\x0b'

/**
 * Real traps. A guest's `catch_all` also catches what JavaScript throws, even a RuntimeError, but never a trap.
 * https://webassembly.github.io/spec/js-api/#exceptions
 */
const trap = (kind: 'u' | 'o'): never => {
  traps ??= new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(CODE, (c) => c.charCodeAt(0))))
    .exports as unknown as NonNullable<typeof traps>
  return traps[kind]()
}

/** Ends the guest, past any handler of its own. */
export const guestTrap = (): never => trap('u')

/**
 * As `guestTrap`, and says why. Engines mark the error object itself as a trap, so it stays one when it is caught here and thrown
 * again. https://webassembly.github.io/spec/js-api/#exceptions
 */
export const trapBecause = (reason: string, cause?: unknown): never => {
  // Its stack ends where the reason is, and not in the module below.
  const { stack } = new WebAssembly.RuntimeError(reason)
  try {
    return trap('u')
  } catch (error) {
    // The stack is used up: that ends the guest as well.
    if (!(error instanceof WebAssembly.RuntimeError)) throw error
    throw Object.defineProperties(error, {
      message: { value: reason, configurable: true },
      stack: { value: stack, configurable: true },
      ...(cause !== undefined && { cause: { value: cause, configurable: true } }),
    })
  }
}

/** The guest passed a pointer that leads out of its memory. */
export const outOfBounds = (): never => trap('o')
