import { announce, h } from '../dom.js'
import type { Exit, Guest, Running } from '../engine/index.js'
import type { FormState } from '../model/link.js'
import { RunForm } from './form.js'
import { fromTree } from '../model/paths.js'
import { resultView } from './result.js'
import type { Terminal } from './terminal.js'

const HINTS = {
  text: '',
  lines: 'Type in the terminal. Enter sends a line, Ctrl+D ends the input, Tab leaves the terminal.',
  keys: 'Type in the terminal. Shift+Tab leaves it.',
} as const

/** Runs a program: the form, the buttons, the terminal and what came of the run. */
export class RunPanel {
  readonly element: HTMLElement
  readonly form: RunForm
  readonly #guest: Guest
  readonly #run = h('button', { type: 'button', class: 'primary run', on: { click: () => void this.run() } }, 'Run')
  readonly #stop = h('button', { type: 'button', class: 'stop', disabled: true, on: { click: () => this.stop() } }, 'Stop')
  readonly #clock = h('span', { class: 'clock', 'aria-hidden': 'true' })
  readonly #screen = h('div', { class: 'screen' }, h('p', { class: 'screen-empty' }, 'The output appears here.'))
  readonly #hint = h('p', { class: 'hint' })
  readonly #result = h('div', { class: 'result', 'aria-live': 'polite' })
  #terminal: Terminal | undefined
  #running: Running | undefined
  /** Whether a run has begun, perhaps without its program: the terminal is loaded first. */
  #begun = false
  #stopped = false

  constructor(guest: Guest, form: Partial<FormState>) {
    this.#guest = guest
    this.form = new RunForm(guest, form, () => void this.run())
    const setup = h(
      'section',
      { class: 'card setup', 'aria-labelledby': 'run-title' },
      h('h2', { id: 'run-title' }, 'Run it'),
      this.form.element,
      h('div', { class: 'row go' }, this.#run, this.#stop, this.#clock),
    )
    const output = h(
      'section',
      { class: 'output', 'aria-labelledby': 'output-title' },
      h('h2', { id: 'output-title', class: 'unseen' }, 'Output'),
      this.#screen,
      this.#hint,
      this.#result,
    )
    this.element = h('div', { class: 'bench' }, setup, output)
    this.element.addEventListener('keydown', (event) => {
      if (event instanceof KeyboardEvent && event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void this.run()
    })
  }

  stop(): void {
    this.#stopped = true
    this.#running?.kill()
  }

  async run(): Promise<void> {
    const setup = this.form.read()
    if (setup === undefined || this.#begun) return
    const { mode } = this.form
    this.#busy(true)
    this.#result.replaceChildren()
    this.#hint.textContent = HINTS[mode]
    const clock = this.#startClock()
    try {
      const [{ play }, terminal] = await Promise.all([import('./play.js'), this.#open()])
      terminal.reset()
      this.#screen.scrollIntoView({ block: 'nearest' })
      const { running, shown } = play(this.#guest, setup, mode, terminal)
      this.#running = running
      if (this.#stopped) running.kill()
      announce('The program is running.')
      const exit = await running.exited
      await shown
      this.#end(exit)
    } catch (error) {
      this.#result.replaceChildren(h('p', { class: 'problem' }, error instanceof Error ? error.message : String(error)))
    } finally {
      clearInterval(clock)
      this.#clock.textContent = ''
      this.#running = undefined
      this.#hint.textContent = ''
      this.#busy(false)
    }
  }

  #end(exit: Exit): void {
    const keep = () => {
      this.form.files.replace(fromTree(exit.files))
      announce('The files of this run are the files of the next one.')
    }
    const { top, bottom } = this.#screen.getBoundingClientRect()
    this.#result.replaceChildren(resultView(exit, keep))
    // The output sticks to the window, and the result can push its first lines out.
    if (top > -1 && bottom < innerHeight + 1) this.#screen.scrollIntoView({ block: 'nearest' })
  }

  async #open(): Promise<Terminal> {
    if (this.#terminal) return this.#terminal
    const { openTerminal } = await import('./terminal.js')
    this.#screen.replaceChildren()
    this.#screen.classList.add('open')
    this.#terminal = openTerminal(this.#screen, () => this.#running?.stdin !== undefined && this.form.mode === 'keys')
    return this.#terminal
  }

  #busy(running: boolean): void {
    this.#begun = running
    this.#stopped = false
    const focused = document.activeElement
    this.#run.disabled = running
    this.#stop.disabled = !running
    // A disabled button loses the focus, which must not jump to the start of the page. Nor may the output leave the window.
    if (focused === this.#run && running) this.#stop.focus({ preventScroll: true })
    if (focused === this.#stop && !running) this.#run.focus({ preventScroll: true })
  }

  #startClock(): ReturnType<typeof setInterval> {
    const start = performance.now()
    this.#clock.textContent = ''
    return setInterval(() => {
      this.#clock.textContent = `${((performance.now() - start) / 1000).toFixed(1)} s`
    }, 100)
  }
}
