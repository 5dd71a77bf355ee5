// A hidden frame that fetches a file from another site. Only its policy allows connections to other sites, so that nothing else in the page
// can make any.
import type { Answer } from './messages.js'

const LARGEST = 500_000_000

const answer = async (address: string): Promise<Answer> => {
  try {
    const response = await fetch(address, { credentials: 'omit', referrerPolicy: 'no-referrer' })
    if (!response.ok) return { problem: `The server returned the status ${response.status}.` }
    const bytes = await response.arrayBuffer()
    return bytes.byteLength > LARGEST ? { problem: 'The file is larger than 500 MB.' } : { bytes }
  } catch (error) {
    return {
      problem: `The browser could not fetch it (${String(error)}). The other site may not allow that: it has to send the header Access-Control-Allow-Origin.`,
    }
  }
}

addEventListener('message', ({ data, source, origin }: MessageEvent<unknown>) => {
  if (source !== parent || origin !== location.origin || typeof data !== 'string') return
  void answer(data).then((message) => parent.postMessage(message, location.origin, 'bytes' in message ? [message.bytes] : []))
})
