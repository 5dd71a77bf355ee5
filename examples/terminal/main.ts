import { FitAddon } from '@xterm/addon-fit'
import { Terminal } from '@xterm/xterm'

import run from './main.wasm?component&worker'

const state = document.querySelector<HTMLOutputElement>('#state')!
const stop = document.querySelector<HTMLButtonElement>('#stop')!
const start = document.querySelector<HTMLButtonElement>('#start')!

// The program ends lines with \n alone, as programs do everywhere.
const terminal = new Terminal({ convertEol: true, cursorBlink: true, screenReaderMode: true })
const fit = new FitAddon()
terminal.loadAddon(fit)
terminal.open(document.querySelector('main')!)
fit.fit()
addEventListener('resize', () => fit.fit())

async function session(): Promise<void> {
  const { cols: columns, rows } = terminal
  const program = run.spawn([], { stdin: 'pipe', stderr: 'ignore', terminal: { columns, rows } })
  const input = program.stdin.getWriter()
  // Writes fail once the program has ended.
  const send = (text: string) => void input.write(text).catch(() => {})
  // A program that sets mode 2048 wants to know the size when it changes. xterm.js does not know that mode.
  let reports = false
  const listeners = [
    terminal.onData(send),
    terminal.parser.registerCsiHandler({ prefix: '?', final: 'h' }, ([mode]) => {
      reports ||= mode === 2048
      return mode === 2048
    }),
    terminal.onResize(({ cols, rows }) => reports && send(`\x1b[48;${rows};${cols};0;0t`)),
  ]
  let stopped = false
  const kill = () => {
    stopped = true
    program.kill()
  }
  stop.addEventListener('click', kill)
  setRunning(true)
  terminal.focus()
  try {
    for await (const chunk of program.stdout) terminal.write(chunk)
    const { exitCode } = await program.exited
    state.value = `The program has ended with code ${exitCode}.`
  } catch (error) {
    state.value = stopped ? 'The program was stopped.' : String(error)
  } finally {
    for (const listener of listeners) listener.dispose()
    stop.removeEventListener('click', kill)
    setRunning(false)
  }
}

function setRunning(running: boolean): void {
  stop.disabled = !running
  start.disabled = running
  if (running) state.value = 'The program is running in a worker.'
}

/** `run.spawn()` throws at once where a program can't wait for keys. */
const begin = () =>
  session().catch((error: unknown) => {
    state.value = String(error)
  })

start.addEventListener('click', () => {
  terminal.reset()
  void begin()
})
await begin()
