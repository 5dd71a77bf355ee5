import type { Span } from './editor.js'

/** What a program says about a place in a text. */
export interface Problem {
  /** What the reader sees of the place, such as `main.ts 3:15`. */
  place: string
  message: string
  /** Where to go when it is chosen, if it is about a place. */
  choose?: () => void
}

/** Shows problems as a list, in which those with a place are buttons. */
export function list(element: HTMLElement, problems: readonly Problem[]): void {
  element.replaceChildren(
    ...problems.map(({ place, message, choose }) => {
      const item = document.createElement('li')
      const target = document.createElement(choose ? 'button' : 'div')
      if (choose) target.addEventListener('click', choose)
      const [where, what] = [document.createElement('b'), document.createElement('span')]
      where.textContent = place
      what.textContent = message
      target.append(where, ' ', what)
      item.append(target)
      return item
    }),
  )
}

/** The offset of the first character of a line, which counts from 1. */
export function lineStart(text: string, line: number): number {
  let start = 0
  for (let count = 1; count < line; count++) {
    const end = text.indexOf('\n', start)
    if (end < 0) return text.length
    start = end + 1
  }
  return start
}

/** What to underline at an offset: the word or the sign there, or the last sign before it at the end of a line. */
export function spanAt(text: string, offset: number): Span {
  const [word] = /^(?:[\p{L}_$][\p{L}\d_$]*|"[^"\n]*"|'[^'\n]*'|[\d.]+|\S)/u.exec(text.slice(offset)) ?? []
  if (word !== undefined) return { start: offset, end: offset + word.length }
  const start = text.slice(0, offset).trimEnd().length
  return { start: Math.max(0, start - 1), end: start }
}

/** Sets the text of a live region, which screen readers then read. They stay silent if it is what it was. */
export function announce(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text
}

/** `1 error` or `2 errors`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`
