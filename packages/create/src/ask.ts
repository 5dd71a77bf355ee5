// The questions in a terminal. This module is loaded only there.
import { isCancel, select, text, type CANCEL_SYMBOL } from '@clack/prompts'

import { namesOf } from './project/names.js'
import { Cancelled } from './errors.js'
import { languages, type LanguageName } from './project/languages.js'
import { templates, type TemplateName } from './project/project.js'

async function answered<Value>(question: Promise<Value | typeof CANCEL_SYMBOL>): Promise<Value> {
  const answer = await question
  if (isCancel(answer)) throw new Cancelled()
  return answer
}

export const askFolder = (initial: string): Promise<string> =>
  answered(text({ message: 'Folder', placeholder: initial, defaultValue: initial }))

export const askTemplate = (): Promise<TemplateName> =>
  answered(
    select({
      message: 'Bundler or framework',
      options: namesOf(templates).map((value) => ({ value, label: templates[value].title })),
      maxItems: 12,
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
    }),
  )
