import { literal } from '@unwasi/core/text'

import { queries } from './queries.js'

/** An ambient module, or several that are the same: the others refer to the first. */
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
 * Types of imports whose program is not known: what the text of an import says. A library's functions are in its file only.
 * @param pattern what imports look like before their query
 * @param runtime module specifier of the runtime
 */
export function generalTypes(pattern: string, runtime: string): string {
  const names = (of: readonly string[]) => of.map((query) => pattern + query)
  return [
    ...declarations(names([...queries.plain, ...queries.preview2]), runType(runtime)),
    ...declarations(names(queries.url), '/** URL of the portable component. */\ndeclare const url: string\nexport default url\n'),
  ].join('\n')
}

const runType = (runtime: string): string => `const run: import(${literal(runtime)}).Run\nexport default run\n`

/** As the formatter of this repository has it. No string in these texts has a quotation mark. */
const singleQuoted = (text: string): string => text.replaceAll('"', "'")

const GENERATED = '// Ambient types of what the bundler plugins make of an import; written by the build of this repository.'

/** `client.d.ts` of `@unwasi/core`, to which those of the adapters refer. */
export const clientText = (): string =>
  singleQuoted(`${GENERATED}
// Which functions a library exports is in its file only, so its named exports have no types here: the plugins' option \`dts\` writes a file
// that has them. The flags of a query have every order.

${generalTypes('*.wasm', '@unwasi/runtime')}
`)

/** `client-include.d.ts` of it: imports without a query, as the option \`include\` claims them. */
export const clientIncludeText = (): string =>
  singleQuoted(`${GENERATED}
// For imports without a query, which the option \`include\` claims. Every \`.wasm\` file is taken for a program.

${declarations(['*.wasm'], runType('@unwasi/runtime')).join('\n')}
`)
