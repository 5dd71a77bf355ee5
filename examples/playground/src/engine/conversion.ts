import { UnwasiError } from '@unwasi/core/errors'

// Vite makes a module with the URL of the worker.
// oxlint-disable-next-line import/default
import script from './converter.ts?worker&url'
import type { Conversions, Reply, Request } from './messages.js'

interface Waiting {
  resolve(value: never): void
  reject(error: Error): void
}

/** The converter, from the first conversion on. */
let converter: Worker | undefined
const waiting = new Map<number, Waiting>()
let last = 0

function start(): Worker {
  const worker = new Worker(trusted(script), { type: 'module' })
  worker.addEventListener('message', ({ data }: MessageEvent<Reply>) => {
    const asked = waiting.get(data.id)
    waiting.delete(data.id)
    if ('value' in data) asked?.resolve(data.value as never)
    else asked?.reject('refusal' in data ? new UnwasiError(data.refusal) : new Error(data.failure))
  })
  // It could not be loaded, or ran out of memory. The next conversion starts another one.
  worker.addEventListener('error', (event) => {
    event.preventDefault()
    worker.terminate()
    converter = undefined
    const error = new Error(`The converter has ended: ${event.message || 'the browser gives no reason'}.`)
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  })
  return worker
}

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): unknown }
}

let policy: ReturnType<TrustedTypes['createPolicy']> | undefined

/** The URL in the form that a page with `require-trusted-types-for 'script'` demands. Its policy must allow `unwasi-engine`. */
function trusted(url: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes }
  policy ??= trustedTypes?.createPolicy('unwasi-engine', { createScriptURL: (given) => given })
  return (policy?.createScriptURL(url) as string | undefined) ?? url
}

/** Lets the converter do one thing. Rejects with its `UnwasiError`. */
export function convert<Name extends keyof Conversions>(
  call: Name,
  ...args: Parameters<Conversions[Name]>
): ReturnType<Conversions[Name]> {
  converter ??= start()
  const id = ++last
  const answered = new Promise<never>((resolve, reject) => void waiting.set(id, { resolve, reject }))
  converter.postMessage({ id, call, args } as Request, [])
  return answered as ReturnType<Conversions[Name]>
}
