/**
 * JavaScript text of plain data that may have strings out of a wasm file in it. Wherever the text ends up, in a script element of a page too,
 * no string goes on as something else. As a key, `__proto__` would be none: core refuses that name before.
 */
export const data = (value: unknown): string =>
  JSON.stringify(value).replaceAll(/[<\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
