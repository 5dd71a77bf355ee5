import { literal } from '../text.js'

/**
 * Names that a library's export can't have in JavaScript as it can any other, and how it is reached instead. A module or an object with a
 * function `then` is taken for a promise by `await` and `import()`, which call it.
 */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['default', '`default` is a member of each instance, and no export of the module: its default export makes instances'],
  [
    'then',
    '`then` is a member of `instance[unwasi.exports]` only: `await` would take an instance or a module that has it for a promise',
  ],
])

/** The exports of a library that the module exports under their names. */
export const namedExports = (names: readonly string[]): string[] => names.filter((name) => !ELSEWHERE.has(name))

/** Remarks about those that it does not. */
export const elsewhere = (names: readonly string[]): string[] =>
  [...ELSEWHERE].flatMap(([name, remark]) => (names.includes(name) ? [`As an ES module: ${remark}.`] : []))

/** Text of the module: each of `fields` of `instance` as an export. */
export function valueExports(fields: readonly string[]): string[] {
  return fields.flatMap((field, index) => [
    `const export${index} = instance[${literal(field)}]`,
    `export { export${index} as ${exportName(field)} }`,
  ])
}

/** The name of an export, as a string where it is not an identifier: https://tc39.es/ecma262/#prod-ModuleExportName */
export function exportName(name: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) && name !== 'default' ? name : literal(name)
}
