import { coloured, fill } from '../shared/colours.js'
import { createEditor } from '../shared/editor.js'
import { announce, counted, list, spanAt } from '../shared/problems.js'
import { compare } from './diff.js'
import { format, load, type SyntaxProblem } from './format.js'
import { keywords, sample } from './sample.js'

const find = <Found extends HTMLElement>(selector: string): Found => {
  const found = document.querySelector<Found>(selector)
  if (found === null) throw new Error(`The page has no ${selector}.`)
  return found
}
const [result, state, time, problems] = [find('#result'), find('#state'), find('#time'), find('#problems')]
const [apply, changes, copy] = [find<HTMLButtonElement>('#apply'), find('#changes'), find<HTMLButtonElement>('#copy')]

const editor = createEditor({ label: 'Go source', keywords, onInput: () => void update() })
find('#source').append(editor.element)

/** What the source was when it last could be formatted, and what it became. */
let last = { source: '', formatted: '' }
let showsChanges = false
let running: Promise<void> | undefined

/** Formats the source as it is now. While a run is under way, this only has to be remembered: the loop looks at the source again. */
const update = (): Promise<void> =>
  (running ??= repeated().finally(() => {
    running = undefined
  }))

async function repeated(): Promise<void> {
  try {
    let source: string
    do {
      source = editor.text
      await formatted(source)
    } while (editor.text !== source)
  } catch (error) {
    result.classList.add('stale')
    announce(state, String(error))
  }
}

async function formatted(source: string): Promise<void> {
  const began = performance.now()
  const outcome = await format(source)
  time.textContent = `${(performance.now() - began).toFixed(1)} ms`
  if (editor.text !== source) return
  const failed = outcome.problems !== undefined
  apply.disabled = copy.disabled = failed
  result.classList.toggle('stale', failed)
  if (failed) return showProblems(outcome.problems)
  last = { source, formatted: outcome.formatted }
  editor.underline([])
  list(problems, [])
  showResult()
  announce(
    state,
    source === last.formatted ? 'No errors. The source is formatted.' : 'No errors. The formatter changes the source.',
  )
}

function showProblems(found: SyntaxProblem[]): void {
  announce(state, `${counted(found.length, 'error')}. The formatted text is that of the last source without errors.`)
  const spans = found.map(({ offset }) => spanAt(editor.text, offset))
  editor.underline(spans)
  list(
    problems,
    found.map(({ line, column, message }, index) => ({
      place: `${line}:${column}`,
      message,
      choose: () => editor.goTo(spans[index]!),
    })),
  )
}

function showResult(): void {
  if (!showsChanges) return fill(result, coloured(last.formatted, keywords))
  const sign = { same: ' ', added: '+', removed: '-' }
  const lines = document.createElement('div')
  lines.className = 'lines'
  for (const { kind, text } of compare(last.source, last.formatted)) {
    const line = document.createElement('span')
    line.className = kind
    line.textContent = `${sign[kind]} ${text}`
    lines.append(line)
  }
  result.replaceChildren(lines)
}

/** Puts the formatted source into the editor, if it is that of what is there. What was typed last may still have to be formatted. */
async function useResult(): Promise<void> {
  await running
  if (apply.disabled || editor.text !== last.source) return
  editor.text = last.formatted
  await update()
}
apply.addEventListener('click', () => void useResult())
addEventListener('keydown', (event) => {
  if (event.key !== 's' || !(event.ctrlKey || event.metaKey)) return
  event.preventDefault()
  void useResult()
})
changes.addEventListener('click', () => {
  showsChanges = !showsChanges
  changes.setAttribute('aria-pressed', String(showsChanges))
  showResult()
})
copy.addEventListener('click', () => {
  const copied = navigator.clipboard.writeText(last.formatted)
  copied.then(
    () => announce(state, 'The formatted source is in the clipboard.'),
    (error: unknown) => announce(state, `The browser did not allow it: ${String(error)}`),
  )
})

editor.text = sample
try {
  await load()
  await update()
} catch (error) {
  announce(state, `The formatter could not be loaded. ${String(error)}`)
}
