import { parseArgs } from 'node:util'

import { UsageError } from './errors.js'
import { namesOf } from './project/names.js'
import { languages, type LanguageName } from './project/languages.js'
import { problemOfName } from './project/name.js'
import { templates, type TemplateName } from './project/project.js'

/** What the command line says. What it leaves open is undefined. */
export interface Arguments {
  readonly folder: string | undefined
  readonly template: TemplateName | undefined
  readonly language: LanguageName | undefined
  readonly name: string | undefined
  readonly typescript: boolean | undefined
  readonly worker: boolean
  /** The path of the user's own program. */
  readonly program: string | undefined
  readonly yes: boolean
  readonly overwrite: boolean
  readonly help: boolean
  readonly version: boolean
}

const options = {
  template: { type: 'string', short: 't' },
  language: { type: 'string', short: 'l' },
  name: { type: 'string' },
  typescript: { type: 'boolean' },
  javascript: { type: 'boolean' },
  worker: { type: 'boolean' },
  program: { type: 'string' },
  yes: { type: 'boolean', short: 'y' },
  overwrite: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'V' },
} as const

/**
 * Reads the command line, without Node and the script.
 * @throws {UsageError} for everything that the command does not know
 */
export function readArguments(argv: readonly string[]): Arguments {
  const { values, positionals } = parsed(argv)
  const [folder, ...more] = positionals
  if (more.length > 0)
    throw new UsageError(
      `there is more than one folder: ${positionals.map((one) => `'${one}'`).join(', ')}. npm takes options for itself, unless they ` +
        'follow two dashes: npm create unwasi my-app -- --template vite',
    )
  if (folder === '') throw new UsageError('the name of the folder is empty')
  const { name, program, typescript, javascript } = values
  if (typescript && javascript) throw new UsageError('--typescript and --javascript exclude each other')
  const problem = name === undefined ? undefined : problemOfName(name)
  if (problem !== undefined) throw new UsageError(`--name: '${name}' is not a name for an npm package: ${problem}`)
  const language = oneOf('language', languages, values.language) ?? (program === undefined ? undefined : 'wasm')
  if (program !== undefined && language !== 'wasm')
    throw new UsageError("--program is for a .wasm file of your own, so it goes with '--language wasm' or without a language")
  return {
    folder,
    template: oneOf('template', templates, values.template),
    language,
    name,
    typescript: typescript ?? (javascript === undefined ? undefined : !javascript),
    worker: values.worker ?? false,
    program,
    yes: values.yes ?? false,
    overwrite: values.overwrite ?? false,
    help: values.help ?? false,
    version: values.version ?? false,
  }
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], allowPositionals: true, options })
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    // Its first sentence says what is wrong, and the others are about positional arguments that begin with a dash.
    const [sentence = error.message] = error.message.split(/(?<=')\. /)
    const known = Object.keys(options).map((name) => `--${name}`)
    throw new UsageError(`${sentence.replace(/^[A-Z]/, (letter) => letter.toLowerCase())}. The options are ${list(known)}`)
  }
}

function oneOf<Name extends string>(
  option: string,
  known: Readonly<Record<Name, unknown>>,
  value: string | undefined,
): Name | undefined {
  const names = namesOf(known)
  if (value === undefined) return undefined
  const found = names.find((name) => name === value.toLowerCase())
  if (found === undefined) throw new UsageError(`--${option}: there is no '${value}'. There are ${list(names)}`)
  return found
}

const list = (names: readonly string[]): string => `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`

const titles = (record: Readonly<Record<string, { readonly title: string }>>): string => Object.keys(record).join(', ')

export const help = (): string => `Starts a project that imports a WASI program.

Usage: npm create unwasi [FOLDER] -- [options]

Options:
  -t, --template NAME  ${wrapped(titles(templates))}
  -l, --language NAME  ${wrapped(titles(languages))}
      --program FILE   your own program, a .wasm file; the language is 'wasm' then
      --name NAME      the name in package.json; by default, that of the folder
      --typescript     write TypeScript, which is the default of most templates
      --javascript     write JavaScript
      --worker         run the program in a worker
  -y, --yes            ask nothing, and take the default of each missing option
      --overwrite      write into a folder that is not empty, and replace files of the same name
  -h, --help           show this help
  -V, --version        show the version`

/** Lines of the second column of the help. */
const wrapped = (text: string): string => text.replaceAll(/(.{40,60}?) /g, `$1\n${' '.repeat(23)}`)
