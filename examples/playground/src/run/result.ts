import { zipSync } from 'fflate'

import { h, save } from '../dom.js'
import type { Exit } from '../engine/index.js'
import { humanSize, humanTime, pictureType } from '../model/bytes.js'
import { fromTree } from '../model/paths.js'
import { shown } from '../report/words.js'
import { showFile } from './file-dialog.js'

type Ended = Pick<Exit, 'problem' | 'files' | 'changed' | 'time'> & { exitCode?: number | undefined }

/** How a run ended, and the files that it wrote. */
export function resultView(exit: Ended, keep: () => void): HTMLElement {
  return h('div', {}, ending(exit), written(exit, keep))
}

function ending({ exitCode, problem, time }: Ended): HTMLElement {
  if (problem?.code === 'ABORTED')
    return h('p', { class: 'ending' }, h('span', { class: 'chip warning' }, 'Stopped'), ` after ${humanTime(time)}`)
  if (problem)
    return h(
      'div',
      { class: 'ending' },
      h('p', {}, h('span', { class: 'chip bad' }, problem.code), ` after ${humanTime(time)}`),
      h('pre', { class: 'trouble', tabindex: '0', 'aria-label': 'What happened' }, problem.message),
    )
  if (exitCode === undefined) return h('p', { class: 'ending' }, `Returned after ${humanTime(time)}`)
  const tone = exitCode === 0 ? 'good' : 'bad'
  return h('p', { class: 'ending' }, h('span', { class: `chip ${tone}` }, `Exit code ${exitCode}`), ` after ${humanTime(time)}`)
}

function written({ files, changed }: Ended, keep: () => void): HTMLElement | undefined {
  const paths = fromTree(files)
  const listed = changed.flatMap((path) => {
    const bytes = paths.get(path)
    return bytes === undefined ? [] : ([[path, bytes]] as const)
  })
  if (listed.length === 0) return undefined
  const all = () => save('files.zip', zipSync(Object.fromEntries(listed)), 'application/zip')
  return h(
    'section',
    { class: 'written', 'aria-labelledby': 'written-title' },
    h('h3', { id: 'written-title' }, listed.length === 1 ? 'One file written' : `${listed.length} files written`),
    h('ul', {}, ...listed.map(([path, bytes]) => row(path, bytes))),
    h(
      'div',
      { class: 'row' },
      listed.length > 1 && h('button', { type: 'button', class: 'small', on: { click: all } }, 'Download all'),
      h('button', { type: 'button', class: 'small', on: { click: keep } }, 'Use in the next run'),
    ),
  )
}

function row(path: string, bytes: Uint8Array): HTMLElement {
  const name = shown(path)
  const type = pictureType(bytes)
  const own = new Uint8Array(bytes)
  const download = () => save(path.slice(path.lastIndexOf('/') + 1), own, type)
  return h(
    'li',
    {},
    type !== undefined && thumbnail(own, type),
    h('button', { type: 'button', class: 'file', on: { click: () => showFile(path, bytes) } }, name),
    h('span', { class: 'size' }, humanSize(bytes.length)),
    h('button', { type: 'button', class: 'small', 'aria-label': `Download ${name}`, on: { click: download } }, 'Download'),
  )
}

function thumbnail(bytes: Uint8Array<ArrayBuffer>, type: string): HTMLElement {
  const url = URL.createObjectURL(new Blob([bytes], { type }))
  const done = () => URL.revokeObjectURL(url)
  return h('img', { class: 'thumbnail', src: url, alt: '', on: { load: done, error: done } })
}
