import { UnwasiError } from '@unwasi/core/errors'

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
  const worker = new Worker(new URL('./converter.ts', import.meta.url), { type: 'module' })
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
