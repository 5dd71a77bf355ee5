/** The rules for names of new packages: https://docs.npmjs.com/cli/configuring-npm/package-json#name */
const NAME = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/
const LONGEST = 214
const RESERVED = ['node_modules', 'favicon.ico']

/** What is wrong with the name of a package. Undefined if nothing is. */
export function problemOfName(name: string): string | undefined {
  if (name.length > LONGEST) return `it is longer than ${LONGEST} characters`
  if (RESERVED.includes(name)) return 'npm reserves it'
  if (NAME.test(name)) return undefined
  if (name !== name.toLowerCase()) return 'it has capital letters'
  return 'it may have lower-case letters, digits, `-`, `_`, `.` and `~`, and begins with a letter or digit'
}

/** A valid name that resembles `text`, which is the name of a folder. */
export function nameFrom(text: string): string {
  const name = text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9._~-]+/g, '-')
    .replace(/^[._~-]+/, '')
    .slice(0, LONGEST)
    .replace(/[._~-]+$/, '')
  return problemOfName(name) === undefined ? name : 'my-program'
}
