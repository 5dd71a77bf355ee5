// An editor of a few lines: a text area, over two copies of its text that the browser draws. One copy has the colours, the other the
// underlines. The text area stays as large as its text, so that the element around it scrolls all of them together.
import { coloured, fill } from './colours.js'

/** A part of the text, in UTF-16 code units from its start. */
export interface Span {
  start: number
  end: number
}

export interface EditorOptions {
  /** What a screen reader calls it. */
  label: string
  keywords: ReadonlySet<string>
  /** Called after each change by the user. */
  onInput(): void
}

export interface Editor {
  /** To be put into the page. */
  readonly element: HTMLElement
  text: string
  /** Underlines these parts, until the text changes. */
  underline(spans: readonly Span[]): void
  /** Selects one of the underlined parts, and brings it into view. */
  goTo(span: Span): void
}

export function createEditor({ label, keywords, onInput }: EditorOptions): Editor {
  const [element, numbers, layers, colours, underlines] = [div('editor'), pre('numbers'), div('layers'), pre(), pre()]
  const area = document.createElement('textarea')
  area.setAttribute('aria-label', label)
  area.setAttribute('autocapitalize', 'off')
  area.setAttribute('autocorrect', 'off')
  area.autocomplete = 'off'
  area.spellcheck = false
  area.wrap = 'off'
  layers.append(colours, underlines, area)
  element.append(numbers, layers)

  const draw = () => {
    const text = area.value
    numbers.textContent = text
      .split('\n')
      .map((_, line) => line + 1)
      .join('\n')
    fill(colours, [...coloured(text, keywords), '\n'])
    underlines.replaceChildren()
  }
  area.addEventListener('input', () => {
    draw()
    onInput()
  })
  area.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    insert(`\n${indentation(area)}`)
  })

  return {
    element,
    get text() {
      return area.value
    },
    set text(text) {
      area.value = text
      draw()
      element.scrollTo(0, 0)
    },
    underline(spans) {
      const text = area.value
      const parts: (string | Node)[] = []
      let done = 0
      for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
        if (start < done) continue
        const part = document.createElement('u')
        part.id = idOf(start)
        part.textContent = text.slice(start, end)
        parts.push(text.slice(done, start), part)
        done = end
      }
      underlines.replaceChildren(...parts, text.slice(done), '\n')
    },
    goTo({ start, end }) {
      area.focus({ preventScroll: true })
      area.setSelectionRange(start, end)
      const part = [...underlines.children].find((part) => part.id === idOf(start))
      part?.scrollIntoView({ block: 'center', inline: 'nearest' })
    },
  }
}

const idOf = (start: number): string => `problem-${start}`

/** Inserts text as typing does, so that it can be undone. No other function does that in every browser. */
const insert = (text: string): void => void document.execCommand('insertText', false, text)

/** The blanks at the start of the line with the cursor, up to the cursor, and one level more after an opening bracket. */
function indentation({ value, selectionStart }: HTMLTextAreaElement): string {
  const before = value.slice(value.lastIndexOf('\n', selectionStart - 1) + 1, selectionStart)
  const [blanks = ''] = /^[ \t]*/.exec(before) ?? []
  const level = value.includes('\n\t') ? '\t' : '  '
  return /[[{(]\s*$/.test(before) ? blanks + level : blanks
}

function div(className: string): HTMLElement {
  const element = document.createElement('div')
  element.className = className
  return element
}

function pre(className = ''): HTMLElement {
  const element = document.createElement('pre')
  element.className = className
  element.setAttribute('aria-hidden', 'true')
  return element
}
