import { compileBytes } from './compile.js'
import { inlined } from './data-url.js'
import { loadProblem } from './load-problem.js'
import type { Progress } from './platform.js'

/** Fetches and compiles a module. Compiles while streaming if the server sends the content type of wasm. */
export const compileFetched = async (url: string | URL, onProgress?: Progress): Promise<WebAssembly.Module> => {
  const response = await fetched(url, onProgress)
  const type = response.headers.get('content-type') ?? 'no content type'
  try {
    // compileStreaming refuses any other type, and some static servers do not know .wasm.
    return await (type === 'application/wasm'
      ? WebAssembly.compileStreaming(response)
      : compileBytes(await response.arrayBuffer()))
  } catch (error) {
    throw loadProblem(url, `${String(error)} (served as ${type})`, error)
  }
}

/** Fetches a file as bytes. */
export const readFetched = async (url: string | URL, onProgress?: Progress): Promise<Uint8Array<ArrayBuffer>> => {
  const response = await fetched(url, onProgress)
  try {
    return new Uint8Array(await response.arrayBuffer())
  } catch (error) {
    throw loadProblem(url, String(error), error)
  }
}

const fetched = async (url: string | URL, onProgress?: Progress): Promise<Response> => {
  let response: Response
  try {
    response = inlined(String(url)) ?? (await fetch(url))
  } catch (error) {
    throw loadProblem(url, `fetch() failed: ${String(error)}`, error)
  }
  const { ok, status, statusText } = response
  if (!ok) throw loadProblem(url, `The server returned ${status}${statusText && ` ${statusText}`}.`)
  // Only a load with onProgress passes the body through JavaScript, because Chromium may report such a request as aborted.
  return onProgress ? count(response, onProgress) : response
}

const count = (response: Response, onProgress: Progress): Response => {
  const { headers } = response
  // With a content encoding, content-length counts the encoded bytes.
  const length = headers.get('content-encoding') ? null : headers.get('content-length')
  const total = length === null ? undefined : Number(length)
  let loaded = 0
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      onProgress({ loaded: (loaded += chunk.length), total })
      controller.enqueue(chunk)
    },
  })
  return new Response(
    response.body?.pipeThrough(counter as unknown as ReadableWritablePair<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>) ??
      null,
    { headers },
  )
}
