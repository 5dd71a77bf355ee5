/**
 * JavaScript text of plain data that may have strings out of a wasm file in it. Wherever the text ends up, in a script element of a page too,
 * no string goes on as something else. The name `__proto__`, which a literal takes for something
 * else as a key, is refused when the component is linked.
 */
export const data = (value: unknown): string =>
  JSON.stringify(value).replaceAll(/[<\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
