import type { Project } from './recipe.js'

/** A text without what is different each time. */
export function normalised({ replace = [] }: Pick<Project, 'replace'>, text: string): string {
  return replace.reduce((changed, [pattern, replacement]) => changed.replaceAll(pattern, replacement), text)
}

/** Whether a text is the expected one, in which `…` stands for any text, and spaces at the end of a line do not count. */
export function matches(text: string, expected: string | RegExp): boolean {
  if (typeof expected !== 'string') return expected.test(text)
  const pattern = trimmed(expected)
    .split('…')
    .map((part) => part.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&'))
    .join('[^]*?')
  return new RegExp(`^${pattern}$`).test(trimmed(text))
}

const trimmed = (text: string) => text.replaceAll(/[ \t]+$/gm, '').trimEnd()
