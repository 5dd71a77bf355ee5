import type { Reply, Request } from './protocol.js'

/** The worker's end of the connection. */
export interface Port {
  post(message: Reply, transfer?: ArrayBuffer[]): void
  /** Calls `handler` with each message that `take` did not return. */
  listen(handler: (message: Request) => void): void
  /** A message that has already arrived. Present where messages can be received without an event loop: in Node and Bun. */
  take?(): Request | undefined
}

/** The scope of a dedicated worker in a browser. TypeScript's library for the DOM does not describe it. */
interface Scope {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void
}

/** The port of the thread in which this runs. */
export const ownPort = (): Port => {
  const threads = globalThis.process?.getBuiltinModule?.('node:worker_threads')
  const port = threads?.parentPort
  if (!threads || !port) {
    const scope = globalThis as unknown as Scope
    return {
      post: (message, transfer = []) => scope.postMessage(message, transfer),
      listen: (handler) => scope.addEventListener('message', ({ data }) => handler(data as Request)),
    }
  }
  return {
    post: (message, transfer = []) => port.postMessage(message, transfer),
    listen: (handler) => void port.on('message', handler),
    // Deno's port is of another class, which the function does not accept.
    ...(port instanceof threads.MessagePort && {
      take: () => (threads.receiveMessageOnPort(port) as { message: Request } | undefined)?.message,
    }),
  }
}
