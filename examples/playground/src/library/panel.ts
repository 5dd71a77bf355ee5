import { announce, field, h } from '../dom.js'
import type { Calling, Guest, GuestFunction } from '../engine/index.js'
import type { FormState } from '../model/link.js'
import { shown } from '../report/words.js'
import { RunForm } from '../run/form.js'
import { resultView } from '../run/result.js'

/** A library may have more functions than a page can show, and these more parameters. */
const MOST = 200
const MOST_FIELDS = 2_000

function shownFunctions({ functions }: Guest): readonly GuestFunction[] {
  let fields = 0
  return functions.filter(({ params }, index) => index < MOST && (fields += params.length) <= MOST_FIELDS)
}

/** The functions of a library, each with its parameters and a button. */
export class LibraryPanel {
  readonly element: HTMLElement
  readonly form: RunForm
  readonly #guest: Guest
  readonly #calls = new Set<Calling>()

  constructor(guest: Guest, form: Partial<FormState>) {
    this.#guest = guest
    this.form = new RunForm(guest, form, () => {})
    const { functions } = guest
    const listed = shownFunctions(guest)
    const title = guest.kind === 'library' ? 'Call it' : 'Call its further functions'
    this.element = h(
      'section',
      { class: 'card library', 'aria-labelledby': 'library-title' },
      h('h2', { id: 'library-title' }, title),
      h('p', { class: 'hint' }, 'Each call has a fresh instance in a worker, so nothing is left over from the last one.'),
      h('ul', { class: 'functions' }, ...listed.map((entry) => this.#row(entry))),
      functions.length === 0 && h('p', {}, 'It exports no function that this page can call.'),
      functions.length > listed.length &&
        h('p', { class: 'hint' }, `${functions.length - listed.length} more functions are not shown.`),
      guest.kind === 'library' && this.form.element,
    )
  }

  /** Ends the calls that run. */
  stop(): void {
    for (const call of this.#calls) call.kill()
  }

  #row(entry: GuestFunction): HTMLElement {
    const { name, signature, params } = entry
    const output = h('div', { class: 'returned', 'aria-live': 'polite' })
    const inputs = params.map(({ name: parameter, type, example }) => {
      const control = h('input', { type: 'text', class: 'mono', value: example, spellcheck: 'false', autocomplete: 'off' })
      return { control, view: field(`${shown(parameter)}: ${shown(type)}`, control) }
    })
    const call = h('button', { class: 'primary', 'aria-label': `Call ${shown(name)}` }, 'Call')
    const submit = (event: Event) => {
      event.preventDefault()
      if (call.getAttribute('aria-disabled') === 'true') return
      call.setAttribute('aria-disabled', 'true')
      void this.#call(
        name,
        inputs.map(({ control }) => control.value),
        output,
      ).finally(() => call.removeAttribute('aria-disabled'))
    }
    return h(
      'li',
      {},
      h('h3', {}, h('code', {}, shown(name))),
      h('p', { class: 'signature' }, h('code', {}, shown(signature))),
      h('form', { class: 'call', 'aria-label': shown(name), on: { submit } }, ...inputs.map(({ view }) => view), call),
      output,
    )
  }

  async #call(name: string, args: string[], output: HTMLElement): Promise<void> {
    const setup = this.form.read()
    if (setup === undefined) return
    const printed = h('pre', { class: 'printed', tabindex: '0', 'aria-label': `What ${shown(name)} printed`, hidden: true })
    const stopping = h('button', { type: 'button', class: 'small' }, 'Stop')
    output.replaceChildren(printed, stopping)
    try {
      const calling = this.#guest.call(name, args, setup)
      this.#calls.add(calling)
      void calling.returned.finally(() => this.#calls.delete(calling))
      stopping.addEventListener('click', () => calling.kill())
      const shownOutput = Promise.all([show(calling.stdout, printed), show(calling.stderr, printed)])
      const returned = await calling.returned
      await shownOutput
      const { result, problem, changed } = returned
      const value = result === undefined ? 'It returned nothing.' : result
      stopping.remove()
      if (problem === undefined) output.prepend(h('output', { class: 'value' }, value))
      if (problem !== undefined || changed.length > 0) output.append(resultView(returned, () => {}))
      announce(problem ? `The call failed: ${problem.code}` : `${name} returned ${value}`)
    } catch (error) {
      output.replaceChildren(h('p', { class: 'problem' }, error instanceof Error ? error.message : String(error)))
    }
  }
}

/** A library's output is short as a rule. More characters than these are cut off. */
const MOST_TEXT = 100_000

async function show(stream: ReadableStream<Uint8Array>, printed: HTMLElement): Promise<void> {
  const decoder = new TextDecoder()
  const reader = stream.getReader()
  let left = MOST_TEXT
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      printed.hidden = false
      if (left === 0) continue
      const text = decoder.decode(value.subarray(0, left * 4), { stream: true }).slice(0, left)
      left -= text.length
      printed.append(text)
      if (left === 0) printed.append('\n… The rest is not shown.')
    }
  } catch {
    // The stream fails with the call, whose end says why.
    return
  }
}
