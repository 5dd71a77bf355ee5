import { field, h, newId } from '../dom.js'
import type { Guest, Setup } from '../engine/index.js'
import { readEnvironment } from '../model/environment.js'
import type { FormState, InputMode } from '../model/link.js'
import { toTree } from '../model/paths.js'
import { splitWords } from '../model/words.js'
import { shown } from '../report/words.js'
import { FilesView } from './files.js'

const MODES: readonly (readonly [InputMode, string])[] = [
  ['text', 'The text below'],
  ['lines', 'Lines that I type in the terminal'],
  ['keys', 'Keys, as I press them in the terminal'],
]

/** The form with everything that a run is given. */
export class RunForm {
  readonly element: HTMLElement
  readonly #args = h('input', { type: 'text', class: 'mono', spellcheck: 'false', autocomplete: 'off', autocapitalize: 'off' })
  readonly #env = h('textarea', { class: 'mono', rows: 2, spellcheck: 'false', placeholder: 'NAME=VALUE' })
  readonly #input = h('textarea', { class: 'mono', rows: 4, spellcheck: 'false' })
  readonly #timeout = h('input', {
    type: 'number',
    class: 'mono',
    min: 0,
    step: 'any',
    inputmode: 'decimal',
    placeholder: 'none',
  })
  readonly #problem = h('p', { class: 'problem', role: 'alert' })
  readonly #words = h('p', { class: 'words', 'aria-hidden': 'true' })
  readonly #modes = new Map<InputMode, HTMLInputElement>()
  readonly #files: FilesView

  constructor(guest: Guest, form: Partial<FormState>, run: () => void) {
    const command = guest.kind === 'command'
    this.#args.value = form.args ?? ''
    this.#env.value = form.env ?? ''
    this.#input.value = form.input ?? ''
    this.#timeout.value = form.timeout ?? ''
    this.#files = new FilesView(form.files ?? new Map())
    const text = h(
      'div',
      { class: 'field' },
      h('label', { for: 'input-text', class: 'unseen' }, 'Text of standard input'),
      this.#input,
    )
    this.#input.id = 'input-text'
    this.#args.addEventListener('input', () => this.#showWords())
    this.#args.addEventListener('keydown', (event) => {
      if (event instanceof KeyboardEvent && event.key === 'Enter' && !event.isComposing) run()
    })
    const wide = [
      field('Environment', this.#env, 'One variable a line.'),
      field('Time limit in seconds', this.#timeout),
      this.#files.element,
    ]
    const more = form.env || form.timeout || (form.files?.size ?? 0) > 0
    this.element = h(
      'div',
      { class: 'form' },
      command && h('div', {}, field('Arguments', this.#args, 'Words in quotes stay together, as in a shell.'), this.#words),
      command && this.#modeChoice(guest, form.mode ?? 'text', text),
      h(
        'details',
        { open: Boolean(more) },
        h('summary', {}, 'Files, environment and limits'),
        h('div', { class: 'part stack' }, ...wide.toReversed()),
      ),
      this.#problem,
    )
    this.#showWords()
  }

  get state(): FormState {
    return {
      args: this.#args.value,
      env: this.#env.value,
      mode: this.mode,
      input: this.#input.value,
      timeout: this.#timeout.value,
      files: new Map(this.#files.paths),
    }
  }

  get mode(): InputMode {
    for (const [mode, input] of this.#modes) if (input.checked) return mode
    return 'text'
  }

  get files(): FilesView {
    return this.#files
  }

  /** What a run is given, or undefined if the form is wrong: then it says what to correct. */
  read(): Setup | undefined {
    const { words, problem: unclosed } = splitWords(this.#args.value)
    const { variables, problem: noVariable } = readEnvironment(this.#env.value)
    const timeout = this.#timeout.value === '' ? undefined : Number(this.#timeout.value) * 1000
    const isWrong = this.#timeout.validity.badInput || (timeout !== undefined && !(timeout > 0))
    const noTime = isWrong ? 'The time limit has to be a number of seconds, above 0.' : undefined
    const problem = unclosed ?? noVariable ?? noTime
    this.#problem.textContent = problem ?? ''
    const wrong = [
      [this.#args, unclosed],
      [this.#env, noVariable],
      [this.#timeout, noTime],
    ] as const
    for (const [control, why] of wrong) control.toggleAttribute('aria-invalid', why !== undefined)
    if (problem !== undefined) {
      const control = wrong.find(([, why]) => why !== undefined)?.[0]
      control?.closest('details')?.setAttribute('open', '')
      control?.focus()
      return undefined
    }
    return {
      args: words,
      env: variables,
      input: this.mode === 'text' ? this.#input.value : { interactive: true },
      files: toTree(this.#files.paths),
      ...(timeout !== undefined && { timeout }),
    }
  }

  #modeChoice({ canWait }: Guest, chosen: InputMode, text: HTMLElement): HTMLElement {
    const group = newId('mode')
    const mode = canWait ? chosen : 'text'
    const show = () => {
      text.hidden = this.mode !== 'text'
    }
    const choices = MODES.map(([value, label]) => {
      const usable = canWait || value === 'text'
      const input = h('input', {
        type: 'radio',
        name: group,
        value,
        checked: value === mode,
        disabled: !usable,
        on: { change: show },
      })
      this.#modes.set(value, input)
      return h('label', { class: 'choice' }, input, h('span', {}, label))
    })
    text.hidden = mode !== 'text'
    return h(
      'fieldset',
      {},
      h('legend', {}, 'Standard input'),
      h('div', { class: 'choices' }, ...choices),
      !canWait &&
        h(
          'p',
          { class: 'hint' },
          'Here the program can’t wait for what you type. That needs JSPI: Chrome 137, Firefox 153 or Safari 27.',
        ),
      text,
    )
  }

  /** The arguments as the program gets them. They are announced with the field itself, so this is for eyes alone. */
  #showWords(): void {
    const { words, problem } = splitWords(this.#args.value)
    this.#words.replaceChildren(...words.map((word) => h('code', { class: 'word' }, word === '' ? '(empty)' : shown(word))))
    this.#words.hidden = words.length < 2 && !/['"\\]/.test(this.#args.value)
    if (problem !== undefined) this.#words.append(h('span', { class: 'hint' }, problem))
  }
}
