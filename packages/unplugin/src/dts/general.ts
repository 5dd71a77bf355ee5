import { literal } from '@unwasi/core/text'

import { queries } from './queries.js'

/** Declares ambient modules that all have the same types. The others refer to the first. */
export function declarations([first, ...others]: readonly string[], types: string): string[] {
  if (first === undefined) return []
  const body = types
    .trimEnd()
    .replaceAll(/^declare /gm, '')
    .replaceAll(/^(?=.)/gm, '  ')
  const same = (name: string) =>
    `declare module ${literal(name)} {\n  export * from ${literal(first)}\n  export { default } from ${literal(first)}\n}`
  return [`declare module ${literal(first)} {\n${body}\n}`, ...others.map(same)]
}

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

const runType = (runtime: string, type = 'Run'): string => `const run: import(${literal(runtime)}).${type}\nexport default run\n`

/** Quotes strings like the formatter of this repository. No string in these texts contains a quotation mark. */
const singleQuoted = (text: string): string => text.replaceAll('"', "'")

const GENERATED = '// Ambient types of the imports that the bundler plugins claim. The build of this repository writes this file.'

/** The text of `client.d.ts` of `@unwasi/core`. The plugins' own files refer to it. */
export const clientText = (): string =>
  singleQuoted(`${GENERATED}
// Only a library's file says which functions it exports, so its named exports have no types here. The plugins' option \`dts\` writes a
// file that has them. The flags of a query may be in any order.

${generalTypes('*.wasm', '@unwasi/runtime')}
`)

/** The text of `client-include.d.ts` of `@unwasi/core`: imports without a query, which the option `include` claims. */
export const clientIncludeText = (): string =>
  singleQuoted(`${GENERATED}
// These are for imports without a query, which the option \`include\` claims. Every \`.wasm\` file counts as a program.

${declarations(['*.wasm'], runType('@unwasi/runtime')).join('\n')}
`)
