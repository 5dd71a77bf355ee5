/** One UTF-16 unit after the other as JavaScript and JSON escape it. */
const escaped = (text: string): string =>
  Array.from({ length: text.length }, (_, index) => `\\u${text.charCodeAt(index).toString(16).padStart(4, '0')}`).join('')

// Control and format characters (commands to a terminal, what turns the direction of reading), and Unicode's line breaks.
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}]/gu

/** `text` for people, on one line: what is not visible or would act on the terminal is escaped. */
export function oneLine(text: string): string {
  return text.replace(INVISIBLE, escaped)
}

/** `text` for people, which keeps its line breaks. Names in it must have been through `oneLine`. */
export function lines(text: string): string {
  return text.split('\n').map(oneLine).join('\n')
}

/** A string as JSON, on one line and visible throughout. */
export function quoted(text: string): string {
  return oneLine(JSON.stringify(text))
}

/**
 * `value`, which is plain data, as JavaScript or TypeScript: one line that stays what it is in a script of a page as well, where
 * `</script>` would end it. https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements
 */
export function literal(value: unknown): string {
  return oneLine(JSON.stringify(value)).replaceAll('<', '\\u003c')
}
