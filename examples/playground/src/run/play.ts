import type { Guest, Running, Setup } from '../engine/index.js'
import type { InputMode } from '../model/link.js'
import { LineEditor } from './line-editor.js'
import type { Terminal } from './terminal.js'

/** Starts a program and connects it to the terminal. */
export function play(
  guest: Guest,
  setup: Setup,
  mode: InputMode,
  terminal: Terminal,
): { running: Running; shown: Promise<unknown> } {
  const { cols: columns, rows } = terminal
  const running = guest.start({ ...setup, terminal: { columns, rows } })
  const shown = Promise.all([print(running.stdout, terminal), print(running.stderr, terminal, true)])
  if (running.stdin) {
    const listeners = connect(running.stdin, mode, terminal)
    void running.exited.then(() => {
      for (const listener of listeners) listener.dispose()
    })
    terminal.focus()
  }
  return { running, shown }
}

/** Prints a stream. The next chunk is read when the terminal has shown this one, so a program can't flood the page. */
export async function print(stream: ReadableStream<Uint8Array>, terminal: Terminal, error = false): Promise<void> {
  const reader = stream.getReader()
  const write = (data: string | Uint8Array) => new Promise<void>((resolve) => terminal.write(data, resolve))
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      if (error) terminal.write('\x1b[31m')
      await write(value)
      if (error) terminal.write('\x1b[39m')
    }
  } catch {
    // The stream fails with the run, whose end says why.
    return
  }
}

/** Sends what is typed in the terminal to the program. */
function connect(stdin: WritableStream<string | Uint8Array>, mode: InputMode, terminal: Terminal): { dispose(): void }[] {
  const writer = stdin.getWriter()
  // Writes fail once the program has ended.
  const ignore = () => {}
  const send = (text: string) => void writer.write(text).catch(ignore)
  const close = () => void writer.close().catch(ignore)
  if (mode === 'lines') {
    const editor = new LineEditor((text) => terminal.write(text), send, close)
    return [terminal.onData((data) => editor.type(data))]
  }
  // A program that sets mode 2048 wants to know the size when it changes. xterm.js does not know that mode.
  let reports = false
  return [
    terminal.onData(send),
    terminal.parser.registerCsiHandler({ prefix: '?', final: 'h' }, ([mode]) => {
      reports ||= mode === 2048
      return mode === 2048
    }),
    terminal.onResize(({ cols, rows }) => {
      if (reports) send(`\x1b[48;${rows};${cols};0;0t`)
    }),
  ]
}
