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
     * A function without a name is `wasm-function[n]`.
     */
    readonly guestStack: string[] = guestFrames(cause),
  ) {
    const reason = cause instanceof Error ? cause.message : 'uncaught exception of the guest'
    const message = [`${program}: ${reason}`, ...guestStack.map((name) => `    in ${name}`)].join('\n')
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

// V8 `at NAME (URL:wasm-function[N]:0xOFFSET)`, SpiderMonkey `NAME@URL:wasm-function[N]:0xOFFSET`, JSC `<?>.wasm-function[NAME]@[wasm code]`.
const FRAME = /^\s*(?:at (?:(.*) \()?|(?:(.*)@)?)([^(]*)wasm-function\[([^\]]*)\]/

/** `several`: the guest is more than one module. */
export const guestFrames = (error: unknown, several = false): string[] => {
  const lines = String((error as Error | undefined)?.stack ?? '')
    .trimEnd()
    .split('\n')
  const frames = lines.flatMap((line) => {
    const [, v8, gecko, url, id = ''] = FRAME.exec(line) ?? []
    const name = v8 || gecko || (/^\d*$/.test(id) ? '' : id)
    return url === undefined ? [] : [{ url, text: name || `wasm-function[${id}]` }]
  })
  // The outermost module is the guest; the other one that can be there traps in its name.
  const guest = frames.at(-1)?.url
  return frames.filter(({ url }) => several || url === guest).map(({ text }) => text)
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
