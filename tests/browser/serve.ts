import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import sirv from 'sirv'

export interface Served {
  /** The address, which ends with a slash. */
  url: string
  close(): Promise<void>
}

/** Serves `dir` under `base`, and nothing else. `headers` are added to each file. */
export async function serve(dir: string, base = '/', headers: Record<string, string> = {}): Promise<Served> {
  const files = sirv(dir, {
    dev: true,
    setHeaders(response) {
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    },
  })
  const server = createServer((request, response) => {
    const notFound = () => {
      response.statusCode = 404
      response.end()
    }
    if (request.url?.startsWith(base) !== true) return notFound()
    request.url = `/${request.url.slice(base.length)}`
    files(request, response, notFound)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}${base}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.closeAllConnections()
        server.close((error) => (error ? reject(error) : resolve()))
      }),
  }
}
