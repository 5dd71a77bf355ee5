import { chain } from '../guest/instance.js'
import { packError } from './errors.js'
import { isForGuest, Mailbox } from './mailbox.js'
import { ownPort } from './port.js'
import type { Reply } from './protocol.js'
import { serveLibrary, type ServedLibrary } from './served-library.js'
import { serveRun } from './served-run.js'
import type { Served } from './served-setup.js'

/** Serves runs and instances that the other side asks for, one at a time. */
export const serve = (served: Served): void => {
  const port = ownPort()
  let mailbox: Mailbox | undefined
  let library: ServedLibrary | undefined
  const answer = (reply: Reply): void => {
    try {
      port.post(reply)
    } catch (error) {
      // The value is of a kind that can't be posted, such as a function of the guest.
      port.post({ type: 'threw', error: packError(error), over: false })
    }
  }
  port.listen((message) => {
    if (isForGuest(message)) mailbox?.receive(message)
    else if (message.type === 'call' || message.type === 'drop') void chain(library!.call(message), answer)
    else if (message.type === 'end') {
      const reply = library!.end()
      library = mailbox = undefined
      port.post(reply)
    } else {
      mailbox = new Mailbox(port, message.signal)
      if (message.type === 'instantiate') void serveLibrary(message, served, mailbox).then((made) => (library = made))
      else
        void serveRun(message, served, mailbox).then((result) => {
          mailbox = undefined
          port.post({ type: 'done', ...result }, transferable(result.stdout, result.stderr))
        })
    }
  })
  port.post({ type: 'ready' })
}

/** The buffers of arrays that own them. */
const transferable = (...arrays: Uint8Array[]): ArrayBuffer[] =>
  [
    ...new Set(arrays.map(({ buffer }) => buffer).filter((buffer) => buffer instanceof ArrayBuffer && buffer.byteLength > 0)),
  ] as ArrayBuffer[]
