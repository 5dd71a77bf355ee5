import type { ProgramSpec } from '@unwasi/runtime'

import type { Arguments } from './arguments.js'
import { UsageError } from './errors.js'
import { size } from './input.js'

const MB = 2 ** 20
/** The limit if there is no `--stack-size`, in MB. It is only reserved: a program takes as much memory as it uses of it. */
const DEFAULT = 256
const [LOWEST, HIGHEST] = [1, 1024]
/** The size in bytes from which on a program gets a deep stack without the option. Its start takes longer than preparing that. */
const LARGE = MB

/** Where a program runs, and the limit of its stack in MB. Node's main thread has about 1 MB, and its limit can't be changed. */
export type Stack = { on: 'main' } | { on: 'suspendable' | 'worker' | 'new worker'; limit: number }

/** The value of `--stack-size` in MB, or undefined if the option was not given. */
export function stackSize(args: Arguments): number | undefined {
  const bytes = size('run', args, 'stack-size')
  if (bytes === undefined) return undefined
  if (bytes < LOWEST * MB || bytes > HIGHEST * MB)
    throw new UsageError(`--stack-size '${args.one('stack-size')}' is not a size from 1M to 1G`, 'run')
  return Math.ceil(bytes / MB)
}

/**
 * Chooses where to run a program of `length` bytes. A run can't start on the main thread and be repeated with a deeper stack, because
 * it may have had effects.
 *
 * An engine with JSPI allocates the stack of a guest that it can suspend, and the size can be chosen, which takes a few milliseconds.
 * Otherwise only a separate thread gives a program a deep stack. Its start takes half as long as that of Node.
 */
export function chooseStack(length: number, wanted: number | undefined, canSuspend: boolean, inWorker: boolean): Stack {
  const limit = wanted ?? DEFAULT
  if (inWorker) return { on: 'worker', limit }
  if (!isNode || (wanted === undefined && length < LARGE)) return { on: 'main' }
  return { on: canSuspend && hasJspi() ? 'suspendable' : 'new worker', limit }
}

/** Other runtimes have neither V8's flags nor threads with a chosen stack. */
const isNode = !('bun' in process.versions || 'deno' in process.versions)

function hasJspi(): boolean {
  const engine: unknown = Reflect.get(globalThis, 'WebAssembly')
  return typeof engine === 'object' && engine !== null && 'Suspending' in engine && 'promising' in engine
}

/** Makes the engine run the program on a separate stack, whether or not its imports may wait. */
export async function onSeparateStack(spec: ProgramSpec, limit: number): Promise<ProgramSpec> {
  const { setFlagsFromString } = await import('node:v8')
  // The lower of these two applies to the stack. The main thread has read the second one already, and keeps its limit.
  for (const flag of ['wasm-stack-switching-stack-size', 'stack-size']) setFlagsFromString(`--${flag}=${limit * 1024}`)
  const { imports: link } = spec
  if (spec.component) return spec
  return {
    ...spec,
    imports(context, imports) {
      const bind = link?.(context, imports)
      return (exports) => {
        bind?.(exports)
        return true
      }
    },
  }
}

/** What to add to the message about a trap, if the stack has overflowed. */
export function overflow(cause: unknown, stack: Stack): string[] {
  // V8 reports nothing else with this message.
  if (!(cause instanceof RangeError) || cause.message !== 'Maximum call stack size exceeded') return []
  if (stack.on === 'main')
    return [
      "  why: The stack overflowed. Its limit is that of Node's main thread, about 1 MB.",
      `  fix: If the program does not recurse forever, give it a larger stack: --stack-size ${DEFAULT}M.`,
    ]
  const advice = stack.limit < HIGHEST ? `give it a larger stack: --stack-size ${larger(stack.limit)}` : 'make it recurse less'
  return [
    `  why: The stack overflowed. Its limit is ${stack.limit} MB.`,
    `  fix: If the program does not recurse forever, ${advice}.`,
  ]
}

const larger = (limit: number): string => {
  const next = Math.min(limit * 4, HIGHEST)
  return next === HIGHEST ? '1G' : `${next}M`
}
