import { h } from '../dom.js'

/** Returns the address of a file that can be fetched, in its one spelling. Throws an `Error` for any other text. */
export function webAddress(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url && (url.username !== '' || url.password !== ''))
    throw new Error('Browsers fetch no address that contains a user name or a password. Remove it from the address.')
  if (url && (url.protocol === 'https:' || url.protocol === 'http:')) return url
  throw new Error('This is not the address of a file on the web. It has to begin with https://.')
}

/** Fetches a file from another site, through the frame that may do so. */
export async function fetchRemote(address: URL): Promise<Uint8Array<ArrayBuffer>> {
  const frame = h('iframe', { src: './fetch.html', title: 'Fetches a file', hidden: true })
  try {
    await new Promise<void>((resolve) => {
      frame.addEventListener('load', () => resolve(), { once: true })
      document.body.append(frame)
    })
    const { contentWindow } = frame
    if (contentWindow === null) throw new Error('the frame that fetches files has been removed')
    const data = await new Promise<unknown>((resolve) => {
      const listener = ({ source, data }: MessageEvent<unknown>) => {
        if (source !== contentWindow) return
        removeEventListener('message', listener)
        resolve(data)
      }
      addEventListener('message', listener)
      contentWindow.postMessage(address.href, location.origin)
    })
    if (typeof data === 'object' && data !== null) {
      if ('bytes' in data && data.bytes instanceof ArrayBuffer) return new Uint8Array(data.bytes)
      if ('problem' in data) throw new Error(`The file at ${address.href} can't be opened. ${String(data.problem)}`)
    }
    throw new Error('the frame that fetches files has returned something else')
  } finally {
    frame.remove()
  }
}
