import { announce, h } from '../dom.js'
import { shown } from '../report/words.js'
import { bytesOf, humanSize, textOf } from '../model/bytes.js'
import { bytesOfFile } from '../model/file.js'
import { normalPath, obstacle, type Paths } from '../model/paths.js'
import { editFile, showFile } from './file-dialog.js'

/** The files that a program gets, as a tree of lists. */
export class FilesView {
  readonly element: HTMLElement
  paths: Paths
  readonly #tree = h('div', { class: 'tree' })
  readonly #problem = h('p', { class: 'problem', role: 'alert' })
  readonly #picker = h('input', { type: 'file', multiple: true, hidden: true })
  /** Folders that the user has closed. */
  readonly #closed = new Set<string>()

  constructor(paths: Paths) {
    this.paths = new Map(paths)
    const button = (label: string, click: () => void) => h('button', { type: 'button', class: 'small', on: { click } }, label)
    this.#picker.addEventListener('change', () => {
      void this.#upload([...(this.#picker.files ?? [])]).then(() => {
        this.#picker.value = ''
      })
    })
    this.element = h(
      'section',
      { class: 'files', 'aria-label': 'Files' },
      h('h3', {}, 'Files'),
      this.#tree,
      h(
        'div',
        { class: 'row' },
        button('New file', () => void this.#create('file')),
        button('New folder', () => void this.#create('folder')),
        button('Upload', () => this.#picker.click()),
      ),
      this.#picker,
      this.#problem,
      h('p', { class: 'hint' }, 'The program sees them in its folder /. What it changes is shown after the run.'),
    )
    this.element.addEventListener('drop', (event) => {
      const files = [...(event.dataTransfer?.files ?? [])]
      if (files.length === 0) return
      event.preventDefault()
      void this.#upload(files)
    })
    this.#show()
  }

  replace(paths: Paths): void {
    this.paths = new Map(paths)
    this.#show()
  }

  async #upload(files: readonly File[]): Promise<void> {
    const problems: string[] = []
    const added: string[] = []
    for (const file of files) {
      const path = normalPath(file.name) ?? 'file'
      const inTheWay = this.paths.has(`${path}/`) ? `${path} is a folder.` : obstacle(this.paths, path)
      try {
        if (inTheWay !== undefined) throw new Error(inTheWay)
        this.paths.set(path, await bytesOfFile(file))
        added.push(path)
      } catch (error) {
        problems.push(`${shown(path)} was not added. ${error instanceof Error ? error.message : String(error)}`)
      }
    }
    this.#problem.textContent = problems.join(' ')
    this.#show()
    if (added.length > 0) announce(added.length === 1 ? `${added[0]} was added` : `${added.length} files were added`)
  }

  async #create(kind: 'file' | 'folder'): Promise<void> {
    const made = await editFile(
      { title: kind === 'file' ? 'New file' : 'New folder', path: '', ...(kind === 'file' && { text: '' }) },
      (path) => this.#check(path),
    )
    if (made === undefined) return
    if (kind === 'file') this.paths.set(made.path, bytesOf(made.text))
    else this.paths.set(`${made.path}/`, new Uint8Array())
    this.#show()
    announce(`${made.path} was added`)
  }

  async #open(path: string, bytes: Uint8Array): Promise<void> {
    const text = textOf(bytes)
    if (text === undefined) return showFile(path, bytes)
    const made = await editFile({ title: 'Edit file', path, text }, (other) => (other === path ? undefined : this.#check(other)))
    if (made === undefined) return
    this.paths.delete(path)
    this.paths.set(made.path, bytesOf(made.text))
    this.#show()
    announce(`${made.path} was changed`)
  }

  #check(path: string): string | undefined {
    if (this.paths.has(path) || this.paths.has(`${path}/`)) return `${path} exists already.`
    return obstacle(this.paths, path)
  }

  #remove(prefix: string): void {
    for (const path of this.paths.keys())
      if (path === prefix || (prefix.endsWith('/') && path.startsWith(prefix))) this.paths.delete(path)
    this.#show()
    announce(`${prefix} was deleted`)
    this.element.querySelector<HTMLElement>('.row button')?.focus()
  }

  #show(): void {
    this.#tree.replaceChildren(this.paths.size === 0 ? h('p', { class: 'empty' }, 'The folder is empty.') : this.#folder(''))
  }

  #folder(prefix: string): HTMLElement {
    const inside = [...this.paths].filter(([path]) => path.startsWith(prefix) && path !== prefix)
    const folders = new Set(
      inside
        .map(([path]) => path.slice(prefix.length))
        .flatMap((rest) => (rest.includes('/') ? [rest.slice(0, rest.indexOf('/'))] : [])),
    )
    const files = inside.filter(([path]) => !path.slice(prefix.length).includes('/'))
    return h(
      'ul',
      {},
      ...[...folders].sort().map((name) => this.#folderRow(name, `${prefix}${name}/`)),
      ...files.sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, bytes]) => this.#fileRow(path.slice(prefix.length), path, bytes)),
    )
  }

  #folderRow(name: string, prefix: string): HTMLElement {
    const toggle = (event: Event) => {
      if (!(event.currentTarget instanceof HTMLDetailsElement)) return
      if (event.currentTarget.open) this.#closed.delete(prefix)
      else this.#closed.add(prefix)
    }
    const details = h(
      'details',
      { open: !this.#closed.has(prefix), on: { toggle } },
      h('summary', {}, `${shown(name)}/`),
      this.#folder(prefix),
    )
    return h('li', { class: 'folder' }, details, this.#delete(prefix))
  }

  #fileRow(name: string, path: string, bytes: Uint8Array): HTMLElement {
    const open = h('button', { type: 'button', class: 'file', on: { click: () => void this.#open(path, bytes) } }, shown(name))
    return h('li', {}, open, h('span', { class: 'size' }, humanSize(bytes.length)), this.#delete(path))
  }

  #delete(path: string): HTMLElement {
    const label = `Delete ${shown(path)}`
    return h(
      'button',
      { type: 'button', class: 'icon', 'aria-label': label, title: label, on: { click: () => this.#remove(path) } },
      '×',
    )
  }
}
