/** Escapes each UTF-16 unit as JavaScript and JSON do. */
const escaped = (text: string): string =>
  Array.from({ length: text.length }, (_, index) => `\\u${text.charCodeAt(index).toString(16).padStart(4, '0')}`).join('')

// Control and format characters (such as terminal commands and changes of the text direction), and Unicode's line breaks.
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}]/gu

/** Makes `text` safe to show on one line: characters that are invisible or that control the terminal are escaped. */
export function oneLine(text: string): string {
  return text.replace(INVISIBLE, escaped)
}

/** Makes `text` safe to show, but keeps its line breaks. Names in it must have been through `oneLine`. */
export function lines(text: string): string {
  return text.split('\n').map(oneLine).join('\n')
}

/** Returns at most `most` characters of `text`, and an ellipsis for the rest. Names from a guest may have any length. */
export function shortened(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}…` : text
}

/** Returns a string as JSON, on one line and with all characters visible. */
export function quoted(text: string): string {
  return oneLine(JSON.stringify(text))
}

/**
 * Returns plain data as a JavaScript or TypeScript literal on one line. It is also safe in a page's script, which `</script>`
 * would end. https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements
 */
export function literal(value: unknown): string {
  return oneLine(JSON.stringify(value)).replaceAll('<', '\\u003c')
}

/** Whether `name` is spelled like an identifier, reserved words included: https://tc39.es/ecma262/#prod-IdentifierName */
export const isIdentifierName = (name: string): boolean => /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name)
