import { UnwasiError } from '../errors.js'
import { isWasi } from '../preview1/unstable.js'
import type { Import } from '../read/shapes.js'
import { quoted } from '../text.js'

/**
 * What JavaScript provides, by the names of import modules: the module specifier of a file, or `true` for functions that each call
 * gives.
 */
export type ImportSources = Readonly<Record<string, string | true>>

/** The exports of the runtime that provide functions which some toolchains expect in every host, all in the import module `env`. */
export const DEFAULTS = ['assemblyscript', 'assemblyscriptBindings', 'emscripten'] as const
export type DefaultName = (typeof DEFAULTS)[number]

const binding = (signature: string): readonly [DefaultName, string] => ['assemblyscriptBindings', signature]

/** The functions of each, with their signatures. */
const functions: Readonly<Record<string, readonly [DefaultName, string]>> = {
  abort: ['assemblyscript', 'i32 i32 i32 i32 >'],
  trace: ['assemblyscript', 'i32 i32 f64 f64 f64 f64 f64 >'],
  seed: ['assemblyscript', '> f64'],
  ...Object.fromEntries(
    ['log', 'debug', 'info', 'warn', 'error', 'time', 'timeLog', 'timeEnd'].map((name) => [`console.${name}`, binding('i32 >')]),
  ),
  'console.assert': binding('i32 i32 >'),
  'Date.now': binding('> f64'),
  'performance.now': binding('> f64'),
  'process.exit': binding('i32 >'),
  emscripten_notify_memory_growth: ['emscripten', 'i32 >'],
}

/** Which export of the runtime provides an import if the user does not. */
export function defaultOf({ module, name, type }: Import): DefaultName | undefined {
  if (module !== 'env' || type === undefined || !Object.hasOwn(functions, name)) return undefined
  const [provider, signature] = functions[name]!
  return [...type.params, '>', ...type.results].join(' ') === signature ? provider : undefined
}

/** Whether JavaScript provides an import: the user's, as `sources` say, or the runtime's own. */
export const isProvided = (entry: Import, sources: ImportSources = {}): boolean =>
  entry.kind === 'func' && (Object.hasOwn(sources, entry.module) || defaultOf(entry) !== undefined)

/** Throws `BAD_OPTION` for an option `imports` with an invalid value. */
export function checkImportSources(sources: unknown): void {
  if (sources === undefined) return
  if (typeof sources !== 'object' || sources === null || Array.isArray(sources)) {
    throw bad(`invalid value for option 'imports'`, 'It must be an object.', "Pass an object such as { env: './env.js' }.")
  }
  for (const [module, source] of Object.entries(sources)) {
    if (isWasi({ module }))
      throw bad(
        `option 'imports' names ${module}`,
        'unwasi itself provides these functions.',
        `Leave out '${module}'. The options of a call say which files, streams and clocks the program gets.`,
      )
    if (source !== true && (typeof source !== 'string' || source === ''))
      throw bad(
        `invalid value for ${quoted(module)} in option 'imports'`,
        'It must be the path of a file, or true if each call gives the functions.',
        `Correct the value of ${quoted(module)}.`,
      )
  }
}

const bad = (headline: string, why: string, fix: string): UnwasiError =>
  new UnwasiError({ code: 'BAD_OPTION', headline, why, fix })
