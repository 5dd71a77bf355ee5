/** A string as export name where it is no identifier: https://tc39.es/ecma262/#prod-ModuleExportName */
export function exportName(name: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) && name !== 'default' ? name : JSON.stringify(name)
}
