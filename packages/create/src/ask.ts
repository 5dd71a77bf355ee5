// The questions in a terminal. This module is loaded only there.
import { isCancel, select, text, type CANCEL_SYMBOL } from '@clack/prompts'

import { namesOf } from './project/names.js'
import { Cancelled } from './errors.js'
import { languages, type LanguageName } from './project/languages.js'
import { templates, type TemplateName } from './project/project.js'

/** Control-D, which ends the input, ends the questions as Control-C does. The prompts alone would wait for a key that never comes. */
function endOfInput(): AbortSignal {
  const end = new AbortController()
  process.stdin.on('keypress', (_, key: { ctrl?: boolean; name?: string }) => {
    if (key.ctrl === true && key.name === 'd') end.abort()
  })
  return end.signal
}

const signal = endOfInput()

async function answered<Value>(question: Promise<Value | typeof CANCEL_SYMBOL>): Promise<Value> {
  const answer = await question
  if (isCancel(answer)) throw new Cancelled()
  return answer
}

export const askFolder = (initial: string): Promise<string> =>
  answered(text({ message: 'Folder', placeholder: initial, defaultValue: initial, signal })).then(
    (answer) => answer.trim() || initial,
  )

export const askTemplate = (): Promise<TemplateName> =>
  answered(
    select({
      message: 'Bundler or framework',
      options: namesOf(templates).map((value) => ({ value, label: templates[value].title })),
      maxItems: 12,
      signal,
    }),
  )

/** @param missing the languages whose compilers are not installed */
export const askLanguage = (missing: ReadonlySet<LanguageName>): Promise<LanguageName> =>
  answered(
    select({
      message: 'Language of the program',
      options: namesOf(languages).map((value) => ({
        value,
        label: languages[value].title,
        ...(missing.has(value) && { hint: 'not installed; a stand-in takes its place until it is' }),
      })),
      signal,
    }),
  )

export const askTypescript = (): Promise<boolean> =>
  answered(
    select({
      message: 'Language of the project',
      options: [
        { value: true, label: 'TypeScript' },
        { value: false, label: 'JavaScript' },
      ],
      signal,
    }),
  )
