import { isIdentifierName, literal } from '../text.js'

/**
 * Names of exports that the module of a library can't export, with a remark on how to reach them instead. `await` and `import()`
 * take an object or a module with a function `then` for a promise, and call it.
 */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['default', '`default` is only a member of each instance, because the default export of the module makes instances'],
  [
    'then',
    '`then` is only a member of `instance[unwasi.exports]`: `await` would take an instance or a module with a `then` for a promise',
  ],
])

/** The exports of a library that the module exports under their names. */
export const namedExports = (names: readonly string[]): string[] => names.filter((name) => !ELSEWHERE.has(name))

/** Returns remarks about the exports that it does not export. */
export const elsewhere = (names: readonly string[]): string[] =>
  [...ELSEWHERE].flatMap(([name, remark]) => (names.includes(name) ? [`In the ES module, ${remark}.`] : []))

/** Returns statements that export each of the `fields` of `instance`. */
export function valueExports(fields: readonly string[]): string[] {
  return fields.flatMap((field, index) => [
    `const export${index} = instance[${literal(field)}]`,
    `export { export${index} as ${exportName(field)} }`,
  ])
}

/** Returns the name of an export, as a string if it is not an identifier: https://tc39.es/ecma262/#prod-ModuleExportName */
export function exportName(name: string): string {
  return isIdentifierName(name) && name !== 'default' ? name : literal(name)
}
