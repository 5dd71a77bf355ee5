import { h } from './dom.js'
import type { Guest, Report } from './engine/index.js'
import { LibraryPanel } from './library/panel.js'
import type { FormState, Source } from './model/link.js'
import { detailsView, fileLine, reasons, verdictView, withCode } from './report/view.js'
import { sentence } from './report/words.js'
import { RunPanel } from './run/panel.js'
import { takePanel } from './take/panel.js'

/** A view of a file, which can be left. */
export interface View {
  element: HTMLElement
  leave(): void
}

/** The view of a file that unwasi runs. */
export function guestView(guest: Guest, source: Source, form: Partial<FormState>): View {
  const runs = guest.kind === 'command' ? new RunPanel(guest, form) : undefined
  const calls = guest.functions.length > 0 || !runs ? new LibraryPanel(guest, form) : undefined
  const state = () => (runs ?? calls)?.form.state ?? emptyForm
  const element = h(
    'div',
    { class: 'guest' },
    verdictView(guest.report, guest.name),
    runs?.element,
    calls?.element,
    detailsView(guest.report),
    takePanel(guest, source, state),
  )
  return {
    element,
    leave() {
      runs?.stop()
      calls?.stop()
    },
  }
}

const emptyForm: FormState = { args: '', env: '', mode: 'text', input: '', timeout: '', files: new Map() }

/** The view of a file that unwasi refuses. */
export function refusalView(report: Report, name: string): View {
  return { element: h('div', { class: 'guest' }, verdictView(report, name), detailsView(report)), leave: () => {} }
}

/** Says that a file could not be opened at all. */
export function problemView(name: string, error: unknown): View {
  const { headline, why, fix } = parts(error)
  const element = h(
    'div',
    { class: 'guest' },
    h(
      'section',
      { class: 'verdict bad', 'aria-labelledby': 'verdict-title' },
      fileLine(name),
      h(
        'h1',
        { id: 'verdict-title', tabindex: '-1' },
        h('span', { class: 'seal', 'aria-hidden': 'true' }, '×'),
        h('span', {}, 'This can’t be opened'),
      ),
      h('p', { class: 'lead' }, ...withCode(sentence(headline))),
      why !== undefined && reasons(why, fix ?? ''),
    ),
  )
  return { element, leave: () => {} }
}

/** The parts of an `UnwasiError`, whose class is loaded with the engine only. */
function parts(error: unknown): { headline: string; why?: string; fix?: string } {
  if (!(error instanceof Error)) return { headline: String(error) }
  if ('headline' in error && 'why' in error && 'fix' in error)
    return { headline: String(error.headline), why: String(error.why), fix: String(error.fix) }
  return { headline: error.message }
}
