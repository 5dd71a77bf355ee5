import { field, h, save } from '../dom.js'
import type { Guest } from '../engine/index.js'
import type { FormState, Source } from '../model/link.js'
import { humanSize } from '../model/bytes.js'
import { bundlers } from './bundlers.js'

/** What the user can take along: the component, a project, and a link to this setup. */
export function takePanel(guest: Guest, source: Source, form: () => FormState): HTMLElement {
  const base = guest.name.replace(/(\.component)?\.wasm$/i, '')
  const said = h('p', { class: 'said', role: 'status' })
  const act = (work: () => Promise<string>) => () => {
    said.className = 'said'
    said.textContent = 'One moment …'
    work().then(
      (done) => {
        said.textContent = done
      },
      (error: unknown) => {
        said.className = 'said problem'
        said.textContent = error instanceof Error ? error.message : String(error)
      },
    )
  }
  const component = act(async () => {
    const bytes = await guest.component()
    const name = `${base}.component.wasm`
    save(name, bytes, 'application/wasm')
    return `${name} is a component of ${humanSize(bytes.length)} for wasmtime and every other component host.`
  })
  const choice = h('select', {}, ...bundlers.map(({ id, name }) => h('option', { value: id }, name)))
  const project = act(async () => {
    const { makeProject } = await import('./project.js')
    const { name, bytes } = makeProject(guest, choice.value, form())
    save(`${name}.zip`, bytes, 'application/zip')
    return `${name}.zip has a project that starts with npm install and npm run dev.`
  })
  const link = act(async () => {
    const { writeLink } = await import('../model/link.js')
    const { fragment, missing } = writeLink({ source, form: form() })
    history.replaceState(null, '', fragment)
    await navigator.clipboard.writeText(location.href)
    return ['The link is in the clipboard.', ...missing].join(' ')
  })
  const repaired = guest.report.adapter?.present && guest.report.adapter.outcome !== 'works'
  return h(
    'section',
    { class: 'card take', 'aria-labelledby': 'take-title' },
    h('h2', { id: 'take-title' }, 'Take it with you'),
    h(
      'div',
      { class: 'offers' },
      offer(
        repaired ? 'The repaired component' : 'A portable component',
        repaired ? 'The adapter in it gets a separate memory.' : 'One file for wasmtime and every other component host.',
        h('button', { type: 'button', class: 'primary', on: { click: component } }, 'Download component'),
      ),
      offer(
        'A project',
        'The program, a configuration, and the lines that run it.',
        field('Bundler', choice),
        h('button', { type: 'button', on: { click: project } }, 'Download project'),
      ),
      offer(
        'A link to this setup',
        'Arguments, variables, input and small files. Large ones are left out.',
        h('button', { type: 'button', on: { click: link } }, 'Copy link'),
      ),
    ),
    said,
  )
}

const offer = (title: string, text: string, ...controls: HTMLElement[]): HTMLElement =>
  h('div', { class: 'offer' }, h('h3', {}, title), h('p', { class: 'hint' }, text), ...controls)
