import { createEditor } from '../shared/editor.js'
import { announce, counted, lineStart, list, spanAt } from '../shared/problems.js'
import { check, load } from './checker.js'
import type { Diagnostic } from './diagnostics.js'
import { keywords } from './keywords.js'
import { projects, type Files } from './projects.js'
import { showTabs } from './tabs.js'

/** How long the text has to stay as it is before it is checked, in milliseconds. */
const PAUSE = 250

const find = <Found extends HTMLElement>(selector: string): Found => {
  const found = document.querySelector<Found>(selector)
  if (found === null) throw new Error(`The page has no ${selector}.`)
  return found
}
const [source, tabs, state, time, problems] = ['#source', '#tabs', '#state', '#time', '#problems'].map((id) => find(id)) as [
  HTMLElement,
  HTMLElement,
  HTMLElement,
  HTMLElement,
  HTMLElement,
]
const progress = find<HTMLProgressElement>('#progress')
const choice = find<HTMLSelectElement>('#project')

let files: Files = new Map()
let current = ''
let diagnostics: Diagnostic[] = []
let loaded = false
let timer: ReturnType<typeof setTimeout> | undefined
let running: AbortController | undefined

const editor = createEditor({ label: 'Source', keywords, onInput: edited })
source.append(editor.element)

function edited(): void {
  files.set(current, editor.text)
  schedule(PAUSE)
}

/** Ends the check that the new text has overtaken, and starts another one after a pause. */
function schedule(pause: number): void {
  running?.abort()
  clearTimeout(timer)
  if (loaded) timer = setTimeout(() => void checked(), pause)
}

async function checked(): Promise<void> {
  const own = new AbortController()
  running = own
  time.textContent = 'Checking …'
  const began = performance.now()
  try {
    const found = await check(files, own.signal)
    if (own.signal.aborted) return
    diagnostics = found
    time.textContent = `Checked in ${((performance.now() - began) / 1000).toFixed(2)} s`
    announce(state, found.length === 0 ? 'No errors.' : counted(found.length, 'error'))
    show()
  } catch (error) {
    if (own.signal.aborted) return
    time.textContent = ''
    announce(state, String(error))
  }
}

/** Shows the current file, with what the compiler last said. */
function show(): void {
  const count = (name: string) => diagnostics.filter(({ file }) => file === name).length
  const names = [...files.keys()]
  showTabs(
    tabs,
    names.map((name) => ({ name, errors: count(name) })),
    current,
    open,
  )
  source.setAttribute('aria-labelledby', `tab-${current}`)
  const text = editor.text
  editor.underline(diagnostics.filter(({ file }) => file === current).map((diagnostic) => spanOf(text, diagnostic)))
  list(
    problems,
    diagnostics.map((diagnostic) => {
      const { file, line, column, code, message } = diagnostic
      const isOurs = file !== undefined && files.has(file)
      return {
        place: file === undefined ? code : `${file}:${line}:${column}`,
        message: file === undefined ? message : `${message} (${code})`,
        ...(isOurs && { choose: () => goTo(file, diagnostic) }),
      }
    }),
  )
}

const spanOf = (text: string, { line, column }: Diagnostic) => spanAt(text, lineStart(text, line) + column - 1)

function open(name: string): void {
  current = name
  editor.text = files.get(name) ?? ''
  show()
}

function goTo(file: string, diagnostic: Diagnostic): void {
  if (file !== current) open(file)
  editor.goTo(spanOf(editor.text, diagnostic))
}

function openProject(): void {
  files = new Map(projects.get(choice.value))
  diagnostics = []
  open([...files.keys()][0] ?? '')
  schedule(0)
}

for (const name of projects.keys()) choice.add(new Option(name.replace('-', ' '), name))
choice.value = 'strictness'
choice.addEventListener('change', openProject)
openProject()

const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1)
try {
  await load(({ loaded, total }) => {
    if (total !== undefined) progress.value = loaded / total
    time.textContent = `${megabytes(loaded)}${total === undefined ? '' : ` of ${megabytes(total)}`} MB`
  })
  loaded = true
  schedule(0)
} catch (error) {
  announce(state, String(error))
} finally {
  progress.hidden = true
}
