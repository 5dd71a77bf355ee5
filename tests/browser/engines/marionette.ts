import { once } from 'node:events'
import { createConnection } from 'node:net'

export interface Marionette {
  command(name: string, parameters: object): Promise<unknown>
  end(): void
}

type Answer = [kind: number, id: number, error: { message: string } | null, result: { value?: unknown } | null]

interface Waiting {
  resolve(value: unknown): void
  reject(error: Error): void
}

/**
 * Connects to Firefox's own WebDriver server. A message is the length of its JSON in bytes, a colon and the JSON.
 * https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html
 */
export const connect = async (port: number): Promise<Marionette> => {
  const socket = createConnection(port, '127.0.0.1')
  await once(socket, 'connect')
  const waiting = new Map<number, Waiting>()
  let last = 0

  const accept = (message: Answer | object): void => {
    // The first message is a greeting.
    if (!Array.isArray(message)) return
    const [, id, error, result] = message as Answer
    const asked = waiting.get(id)
    waiting.delete(id)
    if (error) asked?.reject(new Error(error.message))
    else asked?.resolve(result?.value)
  }

  let received = Buffer.alloc(0)
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk])
    for (;;) {
      const start = received.indexOf(':') + 1
      const end = start + Number(received.subarray(0, start - 1))
      if (start === 0 || received.length < end) return
      accept(JSON.parse(received.toString('utf8', start, end)))
      received = received.subarray(end)
    }
  })
  socket.on('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('Firefox closed the connection.'))
  })

  return {
    command: (name, parameters) =>
      new Promise((resolve, reject) => {
        const id = ++last
        waiting.set(id, { resolve, reject })
        const json = JSON.stringify([0, id, name, parameters])
        socket.write(`${Buffer.byteLength(json)}:${json}`)
      }),
    end: () => socket.destroy(),
  }
}
