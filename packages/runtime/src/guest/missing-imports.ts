import { failure, printable, shorten } from '../errors/problem.js'
import type { RunError } from '../errors/run-error.js'

/**
 * A function that a core module imports from outside WASI. Its signature has a letter for each parameter and, after a colon, for
 * each result: `i` i32, `I` i64, `f` f32, `F` f64, `v` v128, `r` a reference.
 */
export type ImportedFunction = readonly [module: string, name: string, signature: string]

const TYPES: Readonly<Record<string, string>> = { i: 'i32', I: 'i64', f: 'f32', F: 'f64', v: 'v128', r: 'a reference' }
const ZEROS: Readonly<Record<string, string>> = { I: '0n', r: 'null' }

/** The most functions to list. A hostile guest may import any number. */
const MOST = 50

/** A name as a property key in JavaScript. */
const key = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : printable(JSON.stringify(shorten(name))))

const types = (letters: string): string => [...letters].map((letter) => TYPES[letter]).join(', ')

const signatureText = ([module, name, signature]: ImportedFunction): string => {
  const [params = '', results = ''] = signature.split(':')
  return `${shorten(`${module}.${name}`)}(${types(params)})${results === '' ? '' : ` -> ${types(results)}`}`
}

const stub = ([, name, signature]: ImportedFunction): string => {
  const [params = '', results = ''] = signature.split(':')
  const zeros = [...results].map((letter) => ZEROS[letter] ?? '0').join(', ')
  const body = results === '' ? '{}' : `{ return ${results.length > 1 ? `[${zeros}]` : zeros} }`
  return `${key(name)}(${[...params].map((_, index) => `p${index}`).join(', ')}) ${body},`
}

/** The error for a guest that imports functions which nothing provides. It names all of them and has the code to paste. */
export const missingImports = (guest: string, missing: readonly ImportedFunction[]): RunError => {
  const listed = missing.slice(0, MOST)
  const rest = missing.length - listed.length
  const names = listed.map(signatureText).join(', ') + (rest > 0 ? ` and ${rest} more` : '')
  // In a literal, `__proto__: {}` sets the prototype.
  const property = (module: string): string => (module === '__proto__' ? "['__proto__']" : key(module))
  const modules = [...new Set(listed.map(([module]) => module))]
  const code = [
    'imports: {',
    ...modules.flatMap((module) => [
      `  ${property(module)}: {`,
      ...listed.filter((entry) => entry[0] === module).map((entry) => `    ${stub(entry)}`),
      '  },',
    ]),
    '}',
  ]
  return failure(
    'MISSING_IMPORT',
    `${guest} imports functions that are missing: ${names}`,
    'JavaScript has to provide them, and neither the options nor a file of the build does.',
    ['Pass these functions with the options, or export them from the file:', ...code.map((line) => `    ${line}`)].join('\n'),
  )
}
