import { failure, shorten } from '../errors/problem.js'
import type { RunError } from '../errors/run-error.js'
import { hasJspi } from '../guest/jspi.js'
import type { Reply, Request } from './protocol.js'

/** A worker, seen from outside. */
export interface Thread {
  post(message: Request): void
  /** Ends it at once, whatever it computes. Resolves when it has ended, if the engine says so: in Node. */
  end(): Promise<unknown> | undefined
  /** Resolves when the script is there, or when the worker is ended before. Rejects if it fails before. */
  readonly started: Promise<void>
  /** Says whether it keeps the process alive. */
  keep(alive: boolean): void
  /** Called with each message. */
  receive: (message: Reply) => void
  /** Called once if it fails as a whole. */
  fail: (error: RunError) => void
}

type Threads = typeof import('node:worker_threads')

const nodeThreads = (): Threads | undefined => globalThis.process?.getBuiltinModule?.('node:worker_threads')

/** Whether workers share memory with this side: always in Node, and in browsers if the page is cross-origin isolated. */
export const sharesMemory = (): boolean =>
  typeof SharedArrayBuffer === 'function' && (nodeThreads() !== undefined || globalThis.crossOriginIsolated)

/**
 * How a guest waits for this side. Node's workers block and receive messages. A browser's worker receives nothing while it blocks:
 * JSPI suspends the guest, or it gets messages through memory that both sides share.
 */
export type WaitsBy = 'messages' | 'jspi' | 'memory'

/** How a guest can wait here, if it can. `suspends`: whether JSPI suspends it, where the engine has it. */
export const waitsBy = (suspends: boolean): WaitsBy | undefined => {
  // Deno's workers have a port of another kind.
  if (nodeThreads() && process.versions['deno'] === undefined) return 'messages'
  if (suspends && hasJspi()) return 'jspi'
  return sharesMemory() ? 'memory' : undefined
}

/** Starts a worker that runs the script at `url`. */
export const startThread = (name: string, url: string): Thread => {
  const threads = nodeThreads()
  if (!threads && typeof Worker !== 'function')
    throw failure(
      'UNSUPPORTED_MODE',
      `${name} can't run in a worker here`,
      'This place has no `Worker`.',
      'Import the program without &worker.',
    )
  try {
    return threads ? inNode(threads, name, url) : inBrowser(name, url)
  } catch (error) {
    throw notStarted(name, url, error)
  }
}

/** A thread that no guest has yet, and what to call with its messages and with its failure. */
const connectable = (thread: Pick<Thread, 'post' | 'end' | 'keep'>) => {
  let resolve!: () => void
  let reject!: (error: RunError) => void
  const started = new Promise<void>((...settle) => ([resolve, reject] = settle))
  // Only those who wait for the start get this error.
  started.catch(() => {})
  const connected: Thread = {
    ...thread,
    started,
    receive: () => {},
    fail: () => {},
    end() {
      resolve()
      return thread.end()
    },
  }
  return {
    thread: connected,
    receive(message: Reply) {
      // The first one says that the script is there.
      resolve()
      connected.receive(message)
    },
    fail(error: RunError) {
      reject(error)
      connected.fail(error)
    },
  }
}

const inNode = ({ Worker }: Threads, name: string, url: string): Thread => {
  const worker = new Worker(/^[a-z][a-z+.-]+:/i.test(url) ? new URL(url) : url, { resourceLimits: { stackSizeMb: STACK } })
  const { thread, receive, fail } = connectable({
    post: (message) => worker.postMessage(message, []),
    end: () => worker.terminate(),
    keep: (alive) => (alive ? worker.ref() : worker.unref()),
  })
  worker.on('message', receive)
  // Node reports both the error and the exit.
  let failed = false
  const failOnce = (why: string, cause?: unknown): void => {
    if (!failed) fail(ended(name, why, cause))
    failed = true
  }
  worker.on('error', (error) => failOnce(String(error), error))
  worker.on('exit', (code) => failOnce(`Its exit code is ${code}.`))
  worker.unref()
  return thread
}

/** The size of a worker's stack in Node, in MiB. Go's programs recurse deeply: the tests of its package `regexp` need 64. */
const STACK = 64

const inBrowser = (name: string, url: string): Thread => {
  const worker = new Worker(scriptUrl(url) as string)
  const { thread, receive, fail } = connectable({
    post: (message) => worker.postMessage(message, []),
    end: () => void worker.terminate(),
    keep() {},
  })
  worker.addEventListener('message', ({ data }) => receive(data as Reply))
  worker.addEventListener('error', (event) => {
    event.preventDefault()
    worker.terminate()
    fail(notStarted(name, url, event.message))
  })
  return thread
}

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): unknown }
}

let policy: ReturnType<TrustedTypes['createPolicy']> | undefined

/** The URL of the worker's script, from which this page may start a worker. */
const scriptUrl = (url: string): unknown => {
  const blob = blobUrl(url)
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes }
  if (!trustedTypes) return blob
  policy ??= trustedTypes.createPolicy('unwasi', { createScriptURL: (given) => given })
  return policy.createScriptURL(blob)
}

const blobs = /* @__PURE__ */ new Map<string, string>()

/** The same script as a `blob:` URL if it is in a `data:` URL or comes from another origin, from which no worker can be started. */
const blobUrl = (url: string): string => {
  const absolute = new URL(url, globalThis.location?.href)
  if (absolute.protocol !== 'data:' && absolute.origin === globalThis.location?.origin) return absolute.href
  let blob = blobs.get(url)
  if (blob === undefined) {
    const script = absolute.protocol === 'data:' ? decoded(url) : importing(JSON.stringify(absolute.href))
    blobs.set(url, (blob = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }))))
  }
  return blob
}

/** A script that imports another. The policy of this page holds for the worker of a blob, too. */
const importing = (url: string): string =>
  `importScripts(self.trustedTypes?trustedTypes.createPolicy('unwasi',{createScriptURL:(u)=>u}).createScriptURL(${url}):${url})`

const decoded = (url: string): BlobPart => Uint8Array.from(atob(url.slice(url.indexOf(',') + 1)), (c) => c.charCodeAt(0))

const notStarted = (name: string, url: string, cause: unknown): RunError =>
  failure(
    'LOAD',
    `could not start the worker for ${name}: ${shorten(url)}`,
    cause instanceof Error ? cause.message : `${String(cause || 'The browser gives no reason.')}`,
    'Check that the script was deployed with the code, and that the policy of the page (`worker-src`, `trusted-types unwasi`, `Cross-Origin-Embedder-Policy`) allows it.',
    cause,
  )

const ended = (name: string, why: string, cause?: unknown): RunError =>
  failure('LOAD', `the worker of ${name} has ended`, why, 'If it ran out of memory, set a larger limit.', cause)
