import { lines } from '@unwasi/core/text'

import { byId, h, type Child } from '../dom.js'
import type { Report } from '../engine/index.js'
import { humanSize } from '../model/bytes.js'
import { engines, memory, needs, sentence, shown, toolchain, verdict, versions } from './words.js'

const MARKS = { good: '✓', warning: '!', bad: '×' } as const

/** The top of the report: what the file is, and whether it runs. */
export function verdictView(report: Report, name: string): HTMLElement {
  const { tone, title, sentences } = verdict(report)
  const { refusal } = report
  return h(
    'section',
    { class: `verdict ${tone}`, 'aria-labelledby': 'verdict-title' },
    fileLine(name),
    h(
      'h1',
      { id: 'verdict-title', tabindex: '-1' },
      h('span', { class: 'seal', 'aria-hidden': 'true' }, MARKS[tone]),
      h('span', {}, title),
    ),
    h('p', { class: 'lead' }, ...withCode(sentences.join(' '))),
    refusal && reasons(refusal.why, refusal.fix),
    facts(report),
  )
}

/** Why something is refused, and what to do. */
export function reasons(why: string, fix: string): HTMLElement {
  return h(
    'dl',
    { class: 'refusal' },
    h('dt', {}, 'Why'),
    h('dd', {}, ...withCode(why)),
    h('dt', {}, 'What to do'),
    h('dd', {}, ...withCode(fix)),
  )
}

/** The name of the file, and the way to another one. */
export function fileLine(name: string): HTMLElement {
  const pick = () => byId('file', HTMLInputElement).click()
  return h(
    'div',
    { class: 'file-line' },
    h('p', { class: 'file-name' }, shown(name)),
    h('button', { type: 'button', class: 'small', on: { click: pick } }, 'Open another'),
  )
}

function facts(report: Report): HTMLElement {
  const listed: [string, Child][] = [
    ['Made with', toolchain(report) ?? ''],
    ['Memory', memory(report)],
    [report.refusal ? 'Compiles in' : 'Runs in', engines(report)],
    ['Size', sizeBar(report)],
  ]
  return h('dl', { class: 'facts' }, ...listed.filter(([, value]) => value !== '').map(([name, value]) => fact(name, value)))
}

const fact = (name: string, value: Child): HTMLElement => h('div', {}, h('dt', {}, name), h('dd', {}, value))

/** The size, and a bar of the parts. The bar is a picture of the text below it. */
function sizeBar({ sizes: { total, ...parts } }: Report): HTMLElement {
  const listed = Object.entries(parts).filter(([, bytes]) => bytes > 0)
  const bar = h('span', { class: 'bar-parts', 'aria-hidden': 'true' })
  for (const [name, bytes] of listed) {
    const part = h('span', { class: `part-${name}` })
    part.style.flexGrow = String(bytes)
    bar.append(part)
  }
  const words = listed.map(([name, bytes]) => h('span', { class: `key key-${name}` }, `${name} ${humanSize(bytes)}`))
  return h('span', { class: 'sizes' }, h('span', {}, humanSize(total)), bar, h('span', { class: 'keys' }, ...words))
}

/** The rest of the report. */
export function detailsView(report: Report): HTMLElement {
  return h(
    'section',
    { class: 'card report', 'aria-labelledby': 'report-title' },
    h('h2', { id: 'report-title' }, 'Report'),
    adapterView(report),
    part('Needs from its host', needsTable(report), true),
    part(`Exports (${report.exports.length})`, exportsList(report)),
    part('Engines by feature', enginesTable(report)),
    report.notes.length > 0 &&
      part('Notes', h('ul', { class: 'plain' }, ...report.notes.map((note) => h('li', {}, sentence(note)))), true),
    part(
      'Everything, as JSON',
      h('pre', { class: 'json', tabindex: '0', 'aria-label': 'The report as JSON' }, lines(JSON.stringify(report, null, 2))),
    ),
  )
}

function part(title: string, content: HTMLElement | undefined, open = false): HTMLElement | undefined {
  return content && h('details', { open }, h('summary', {}, title), h('div', { class: 'part' }, content))
}

function adapterView({ adapter }: Report): HTMLElement | undefined {
  if (adapter === undefined) return undefined
  const tone = adapter.outcome === 'works' ? 'good' : adapter.outcome === 'crashes' ? 'bad' : 'warning'
  const title = adapter.present ? 'The official adapter in it' : 'With the official adapter'
  return h(
    'div',
    { class: 'adapter' },
    h('h3', {}, title, ' ', h('span', { class: `chip ${tone}` }, adapter.outcome)),
    h('p', {}, adapter.why),
    adapter.release && h('p', {}, `It is the adapter of wasmtime ${adapter.release.wasmtime}.`),
    ...adapter.advice.map((text) => h('p', {}, ...withCode(text))),
  )
}

/** Makes code of what is between backticks. */
export function withCode(text: string): Child[] {
  return text.split('`').map((piece, index) => (index % 2 === 1 ? h('code', {}, piece) : piece))
}

function needsTable(report: Report): HTMLElement {
  const rows = [...needs(report)].map(([need, names]) =>
    h('tr', {}, h('th', { scope: 'row' }, need), h('td', {}, ...names.flatMap((name) => [h('code', {}, name), ' ']))),
  )
  return rows.length === 0 ? h('p', {}, 'It imports nothing.') : table(['Need', 'Imported as'], rows)
}

/** A module can have more exports than a page can show. */
const MOST_EXPORTS = 200

function exportsList({ exports: all }: Report): HTMLElement {
  const rows = all.slice(0, MOST_EXPORTS).map(({ name, kind, type }) => {
    const what = type === undefined ? kind : `(${type.params.join(', ')}) → (${type.results.join(', ')})`
    return h('tr', {}, h('th', { scope: 'row' }, h('code', {}, shown(name))), h('td', {}, what))
  })
  if (all.length > MOST_EXPORTS)
    rows.push(h('tr', {}, h('th', { scope: 'row' }, '…'), h('td', {}, `${all.length - MOST_EXPORTS} more`)))
  return rows.length === 0 ? h('p', {}, 'It exports nothing.') : table(['Name', 'What it is'], rows)
}

function enginesTable({ engines: { features, waiting } }: Report): HTMLElement | undefined {
  const rows = features.map(({ feature, ...since }) =>
    h('tr', {}, h('th', { scope: 'row' }, feature), h('td', {}, versions(since))),
  )
  if (waiting)
    rows.push(
      h(
        'tr',
        {},
        h('th', { scope: 'row' }, 'waiting in a page'),
        h('td', {}, `${versions(waiting)} (JSPI); elsewhere it blocks its thread`),
      ),
    )
  return rows.length === 0 ? undefined : table(['Feature', 'First versions'], rows)
}

const table = (heads: string[], rows: HTMLElement[]): HTMLElement =>
  h(
    'div',
    { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': heads.join(', ') },
    h('table', {}, h('thead', {}, h('tr', {}, ...heads.map((head) => h('th', { scope: 'col' }, head)))), h('tbody', {}, ...rows)),
  )
