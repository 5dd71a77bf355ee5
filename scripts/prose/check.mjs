import { passages } from './read.mjs'
import { tics } from './tics.mjs'

/**
 * Finds the turns of phrase of tics.mjs in a file.
 * @param {string} file
 * @param {string} source
 * @returns {{ line: number, sentence: string, why: string }[]}
 */
export function findings(file, source) {
  return passages(file, source).flatMap(({ kind, line, text }) =>
    sentences(text).flatMap((sentence) =>
      tics
        .filter(({ pattern, fragment }) => pattern.test(sentence) && !(fragment && kind === 'string'))
        .map(({ why }) => ({ line, sentence, why })),
    ),
  )
}

/** Abbreviations do not end a sentence, since no capital follows them here. */
function sentences(text) {
  return text.split(/(?<=[.!?]\)?) (?=["'(]?[A-Z])/)
}
