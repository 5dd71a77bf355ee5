import { lines } from '@unwasi/core/text'

import { field, h, save } from '../dom.js'
import type { Guest } from '../engine/index.js'
import type { FormState, Source } from '../model/link.js'
import { humanSize } from '../model/bytes.js'

/** What the user can take along: the component, a project, and a link to this setup. */
export function takePanel(guest: Guest, source: Source, form: () => FormState): HTMLElement {
  const { adapter } = guest.report
  const said = h('p', { class: 'said', role: 'status' })
  const choice = h('select', {}, h('option', { value: 'vite' }, 'Vite'))
  void import('./project.js').then(({ choicesFor }) => {
    choice.replaceChildren(
      ...choicesFor(guest).map(({ id, title }) => h('option', { value: id, selected: id === 'vite' }, title)),
    )
  })
  const offered = [
    adapter?.present && adapter.outcome !== 'works'
      ? offer('The repaired component', 'The adapter in it gets a separate memory.')
      : offer('A portable component', 'One file for wasmtime (46 or later) and other hosts of WASI 0.2.12.'),
    offer('A project', 'The program, a configuration, and the lines that run it.', field('Bundler or framework', choice)),
    offer('A link to this setup', 'Arguments, variables, input and small files. Large ones are left out.'),
  ] as const
  const [component, project, link] = offered
  component.append(action('Download component', said, () => saveComponent(guest), 'primary'))
  project.append(action('Download project', said, () => saveProject(guest, choice.value)))
  link.append(action('Copy link', said, () => copyLink(source, form())))
  return h(
    'section',
    { class: 'card take', 'aria-labelledby': 'take-title' },
    h('h2', { id: 'take-title' }, 'Take it with you'),
    h('div', { class: 'offers' }, ...offered),
    said,
  )
}

const offer = (title: string, text: string, ...controls: HTMLElement[]): HTMLElement =>
  h('div', { class: 'offer' }, h('h3', {}, title), h('p', { class: 'hint' }, text), ...controls)

/** A button. `said` shows what its work returns, or how it failed. */
function action(label: string, said: HTMLElement, work: () => Promise<string>, look?: 'primary'): HTMLElement {
  const click = () => {
    said.className = 'said'
    said.textContent = 'One moment …'
    work().then(
      (done) => {
        said.textContent = lines(done)
      },
      (error: unknown) => {
        said.className = 'said problem'
        said.textContent = lines(error instanceof Error ? error.message : String(error))
      },
    )
  }
  return h('button', { type: 'button', class: look, on: { click } }, label)
}

async function saveComponent(guest: Guest): Promise<string> {
  const bytes = await guest.component()
  const name = `${guest.name.replace(/(\.component)?\.wasm$/i, '')}.component.wasm`
  save(name, bytes, 'application/wasm')
  return `${name} is a component of ${humanSize(bytes.length)} for wasmtime (46 or later) and other hosts of WASI 0.2.12.`
}

async function saveProject(guest: Guest, template: string): Promise<string> {
  const { makeProject } = await import('./project.js')
  const { name, bytes } = makeProject(guest, template)
  save(`${name}.zip`, bytes, 'application/zip')
  return `${name}.zip has a project. Its README says how to start it.`
}

async function copyLink(source: Source, form: FormState): Promise<string> {
  const { writeLink } = await import('../model/link.js')
  const { fragment, missing } = writeLink({ source, form })
  history.replaceState(history.state, '', fragment)
  try {
    await navigator.clipboard.writeText(location.href)
  } catch (error) {
    // The browser or the user may forbid it.
    if (!(error instanceof DOMException)) throw error
    return ['The link is in the address bar, because the browser does not let this page copy it.', ...missing].join(' ')
  }
  return ['The link is in the clipboard.', ...missing].join(' ')
}
