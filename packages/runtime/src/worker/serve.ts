import { Mailbox } from './mailbox.js'
import { ownPort } from './port.js'
import { serveRun, type Parts } from './served-run.js'

/** Serves runs that the other side asks for, one at a time. */
export const serve = (parts: Parts): void => {
  const port = ownPort()
  let mailbox: Mailbox | undefined
  port.listen((message) => {
    if (message.type !== 'run') return mailbox?.receive(message)
    mailbox = new Mailbox(port, message.signal)
    void serveRun(message, parts, mailbox).then((result) => {
      mailbox = undefined
      port.post({ type: 'done', ...result }, transferable(result.stdout, result.stderr))
    })
  })
  port.post({ type: 'ready' })
}

/** The buffers of arrays that own them. */
const transferable = (...arrays: Uint8Array[]): ArrayBuffer[] =>
  [
    ...new Set(arrays.map(({ buffer }) => buffer).filter((buffer) => buffer instanceof ArrayBuffer && buffer.byteLength > 0)),
  ] as ArrayBuffer[]
