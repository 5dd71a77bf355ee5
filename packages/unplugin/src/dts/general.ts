import { literal } from '@unwasi/core/text'

import { queries } from './queries.js'

/** Declares ambient modules that all have the same types. The others refer to the first. */
export function declarations([first, ...others]: readonly string[], types: string): string[] {
  if (first === undefined) return []
  const body = ambient(types).replaceAll(/^(?=.)/gm, '  ')
  const same = (name: string) =>
    `declare module ${literal(name)} {\n  export * from ${literal(first)}\n  export { default } from ${literal(first)}\n}`
  return [`declare module ${literal(first)} {\n${body}\n}`, ...others.map(same)]
}

/** `types` as they stand in the declaration of a module. */
export const ambient = (types: string): string => types.trimEnd().replaceAll(/^declare /gm, '')

/**
 * Declares imports whose program is not known. Their text says only what kind they are; the functions of a library are known from
 * its file.
 * @param pattern the pattern of the specifiers, without the query
 * @param runtime the module specifier of the runtime
 */
export function generalTypes(pattern: string, runtime: string): string {
  const names = (of: readonly string[]) => of.map((query) => pattern + query)
  return [
    ...declarations(names([...queries.plain, ...queries.preview2]), runType(runtime)),
    ...declarations(names([...queries.worker, ...queries.workerPreview2]), runType(runtime, 'WorkerRun')),
    ...declarations(names(queries.url), '/** URL of the portable component. */\ndeclare const url: string\nexport default url\n'),
  ].join('\n')
}

/**
 * The patterns of sources. The folder of a program is known by the slash at its end; a pattern for any other folder would match what
 * other plugins import with `?component`.
 */
const SOURCES = [
  ...['go', 'rs', 'zig', 'c', 'cc', 'cpp', 'cxx', 'ts'].map((extension) => `*.${extension}`),
  ...['Cargo.toml', 'asconfig.json', ''].map((name) => `*/${name}`),
]

/**
 * Declares imports of sources, with the types of imports of `.wasm` files. Few people
 * write the flags in another order than `component` first, or `&preview2` for a URL, which does not differ: leaving them out keeps the
 * file short.
 */
const sourceTypes = (): string =>
  [queries.plain, queries.preview2, queries.worker, queries.workerPreview2, queries.url]
    .flatMap(([first, ...others]) =>
      SOURCES.flatMap((pattern) =>
        [first, ...others]
          .filter((query) => query?.startsWith('?component') && !/url.*preview2|preview2.*url/.test(query))
          .map(
            (query) => `declare module ${literal(pattern + query)} {\n  export { default } from ${literal(`*.wasm${first}`)}\n}`,
          ),
      ),
    )
    .join('\n')

const runType = (runtime: string, type = 'Run'): string => `const run: import(${literal(runtime)}).${type}\nexport default run\n`

/** Quotes strings like the formatter of this repository. No string in these texts contains a quotation mark. */
const singleQuoted = (text: string): string => text.replaceAll('"', "'")

const GENERATED = '// Ambient types of the imports that the bundler plugins claim. The build of this repository writes this file.'

/** The text of `client.d.ts` of `@unwasi/core`. The plugins' own files refer to it. */
export const clientText = (): string =>
  singleQuoted(`${GENERATED}
// Only a library's file says which functions it exports, so its named exports have no types here. The plugins' option \`dts\` writes a
// file that has them. The flags of a query may be in any order. Imports of sources have \`component\` first, and the slash at the end of a
// folder's path distinguishes it from what other plugins import. The option \`dts\` declares imports of sources in every form.

${generalTypes('*.wasm', '@unwasi/runtime')}
${sourceTypes()}
`)

/** The text of `client-include.d.ts` of `@unwasi/core`: imports without a query, which the option `include` claims. */
export const clientIncludeText = (): string =>
  singleQuoted(`${GENERATED}
// These are for imports without a query, which the option \`include\` claims. Every \`.wasm\` file counts as a program.

${declarations(['*.wasm'], runType('@unwasi/runtime')).join('\n')}
`)
