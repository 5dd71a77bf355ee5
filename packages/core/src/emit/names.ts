/** Text of the module: each of `fields` of `instance` as an export. */
export function valueExports(fields: readonly string[]): string[] {
  return fields.flatMap((field, index) => [
    `const export${index} = instance[${JSON.stringify(field)}]`,
    `export { export${index} as ${exportName(field)} }`,
  ])
}

/** Text of the `.d.ts`: a member of `Exports` as an export, the one of number `index`. */
export function typeExport(field: string, index: number): string[] {
  return [`declare const export${index}: Exports[${JSON.stringify(field)}]`, `export { export${index} as ${exportName(field)} }`]
}

/** A string as export name where it is no identifier: https://tc39.es/ecma262/#prod-ModuleExportName */
export function exportName(name: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) && name !== 'default' ? name : JSON.stringify(name)
}
