import type { Request } from './ids.js'

/** A library whose named exports were left out, because the output's format has no top-level await. */
export interface LeftOut {
  request: Request
  names: readonly string[]
}

/** The two messages of esbuild and Bun about a missing export. For a member of `import * as`, it is a warning. */
const forms = [
  /^No matching export in "(?<module>.*)" for import "(?<name>.*)"$/,
  /^Import "(?<name>.*)" will always be undefined because there is no matching export in "(?<module>.*)"/,
]

/**
 * Returns the library and the name that a message of esbuild or Bun is about, if the name is missing because it was left out.
 * @param libraries the libraries, by the names of their modules in messages
 */
export function leftOut(
  message: string,
  libraries: ReadonlyMap<string, LeftOut>,
): { request: Request; name: string } | undefined {
  const { module = '', name = '' } = forms.map((form) => form.exec(message)?.groups).find((groups) => groups !== undefined) ?? {}
  const library = libraries.get(module)
  return library?.names.includes(name) === true ? { request: library.request, name } : undefined
}
