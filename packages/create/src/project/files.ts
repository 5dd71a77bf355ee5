/** Texts and bytes by path. A path is relative, with slashes. */
export type Files = Readonly<Record<string, string | Uint8Array>>

/** The files with all paths below `folder`. */
export const below = (folder: string, files: Files): Files =>
  Object.fromEntries(Object.entries(files).map(([path, content]) => [`${folder}/${path}`, content]))

/** How the file at `from` names the file at `to`: `../program/main.go`. */
export function specifier(from: string, to: string): string {
  const depth = from.split('/').length - 1
  return (depth === 0 ? './' : '../'.repeat(depth)) + to
}

/** JSON as the formatters of most projects write it. */
export const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`
