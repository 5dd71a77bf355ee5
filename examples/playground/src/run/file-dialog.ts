import { field, h, save } from '../dom.js'
import { hexDump, humanSize, pictureType, textOf } from '../model/bytes.js'
import { normalPath } from '../model/paths.js'
import { shown } from '../report/words.js'

interface Edited {
  path: string
  text: string
}

/**
 * Lets the user edit a file, or name a folder if `text` is undefined.
 * @param check what is wrong with a path
 * @returns undefined if the user cancels
 */
export function editFile(
  { title, path, text }: { title: string; path: string; text?: string },
  check: (path: string) => string | undefined,
): Promise<Edited | undefined> {
  const name = h('input', { type: 'text', class: 'mono', value: path, required: true, spellcheck: 'false', autocomplete: 'off' })
  const area = h('textarea', { class: 'mono', rows: 12, spellcheck: 'false' }, text ?? '')
  const problem = h('p', { class: 'problem', role: 'alert' })
  return new Promise((resolve) => {
    let result: Edited | undefined
    const submit = (event: Event) => {
      event.preventDefault()
      const chosen = normalPath(name.value)
      const wrong = chosen === undefined ? 'Give it a name, such as notes/today.txt.' : check(chosen)
      problem.textContent = wrong ?? ''
      if (chosen === undefined || wrong !== undefined) return name.focus()
      result = { path: chosen, text: area.value }
      dialog.close()
    }
    const form = h(
      'form',
      { on: { submit } },
      field('Path', name, 'Folders are made as needed: notes/today.txt'),
      text !== undefined && field('Contents', area),
      problem,
      h(
        'div',
        { class: 'row end' },
        h('button', { type: 'button', on: { click: () => dialog.close() } }, 'Cancel'),
        h('button', { class: 'primary' }, 'Save'),
      ),
    )
    const dialog = modal(title, form)
    dialog.addEventListener('close', () => resolve(result))
    ;(path === '' ? name : area).focus()
  })
}

/** Shows a file: its text, the picture that it is, or its bytes. */
export function showFile(path: string, bytes: Uint8Array): void {
  const own = new Uint8Array(bytes)
  const type = pictureType(bytes)
  const text = type === undefined ? textOf(bytes) : undefined
  const url = type === undefined ? undefined : URL.createObjectURL(new Blob([own], { type }))
  const content =
    url === undefined
      ? h('pre', { class: 'contents', tabindex: '0', 'aria-label': 'Contents' }, text ?? hexDump(bytes))
      : h('img', { class: 'picture', src: url, alt: `The picture in ${shown(path)}` })
  const name = path.slice(path.lastIndexOf('/') + 1)
  const dialog = modal(
    shown(path),
    h(
      'div',
      {},
      h('p', { class: 'hint' }, humanSize(bytes.length)),
      content,
      h(
        'div',
        { class: 'row end' },
        h('button', { type: 'button', on: { click: () => save(name, own, type) } }, 'Download'),
        h('button', { type: 'button', class: 'primary', on: { click: () => dialog.close() } }, 'Close'),
      ),
    ),
  )
  dialog.addEventListener('close', () => url !== undefined && URL.revokeObjectURL(url))
}

/** Opens a dialog, which is removed when it is closed. The browser returns the focus. */
function modal(title: string, content: HTMLElement): HTMLDialogElement {
  const dialog = h('dialog', { 'aria-label': title }, h('h2', {}, title), content)
  dialog.addEventListener('close', () => dialog.remove())
  document.body.append(dialog)
  dialog.showModal()
  return dialog
}
