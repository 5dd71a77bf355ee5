/** A guest that trapped: `unreachable`, an access out of bounds, stack overflow, an uncaught guest exception, out of memory … */
export class WasiTrapError<Output extends string | Uint8Array = string | Uint8Array> extends Error {
  override readonly name = 'WasiTrapError'

  constructor(
    program: string,
    /** The engine's error. */
    override readonly cause: unknown,
    /** Captured output up to the trap, in the run's encoding; empty unless it was a pipe. */
    readonly stdout: Output,
    readonly stderr: Output,
    /**
     * Names of the guest's functions, innermost first, as far as the engine tells (V8: as many as `Error.stackTraceLimit`).
     * A function without a name is `wasm-function[n]`.
     */
    readonly guestStack: string[] = guestFrames(cause),
  ) {
    const reason = cause instanceof Error ? cause.message : 'uncaught exception of the guest'
    super([`${program}: ${reason}`, ...guestStack.map((name) => `    in ${name}`)].join('\n'))
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

const guestFrames = (error: unknown): string[] => {
  const lines = String((error as Error | undefined)?.stack ?? '')
    .trimEnd()
    .split('\n')
  const frames = lines.flatMap((line, index) => {
    const [, v8, gecko, url, id = ''] = FRAME.exec(line) ?? []
    const name = v8 || gecko || (/^\d*$/.test(id) ? '' : id)
    return url === undefined ? [] : [{ index, url, name, text: name || `wasm-function[${id}]` }]
  })
  // Unless the engine cut it off (V8), the stack ends in the surrogate's entry, the adapter's entry and, without JSPI, JavaScript.
  const { stackTraceLimit = Infinity } = Error as { stackTraceLimit?: number }
  if (lines.length <= stackTraceLimit || frames.at(-1)?.index !== lines.length - 1) frames.splice(-2)
  // Of the modules in it only the guest has names, if any has; and it is the outermost.
  const guest = frames.findLast(({ name }) => name) ?? frames.at(-1)
  return frames.filter(({ url }) => url === guest?.url).map(({ text }) => text)
}

let unreachable: (() => never) | undefined

/**
 * A real trap. A guest's `catch_all` also catches what JavaScript throws, even a RuntimeError, but never a trap.
 * https://webassembly.github.io/spec/js-api/#exceptions
 */
export const guestTrap = (): never => {
  // (module (func (export "") unreachable))
  const code = '\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x03\x02\x01\0\x07\x04\x01\0\0\0\x0a\x05\x01\x03\0\0\x0b'
  unreachable ??= new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(code, (c) => c.charCodeAt(0)))).exports[
    ''
  ] as () => never
  return unreachable()
}
