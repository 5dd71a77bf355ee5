import { printable, signatureText } from '../classify/names.js'
import type { FuncType, Import, ValType } from '../read/shapes.js'
import { isIdentifierName, quoted } from '../text.js'

/** The most functions to write. A hostile guest may import any number. */
const MOST = 50

const ZERO: Partial<Record<ValType, string>> = { i64: '0n', ref: 'null' }

/** A name as a property key. */
const key = (name: string): string => (isIdentifierName(name) && printable(name) === name ? name : quoted(name.slice(0, 80)))

/** The files in which examples put the functions of import modules or interfaces. `stem` is what such a file would best be called. */
export function exampleFiles(names: readonly string[], stem: (name: string) => string): ReadonlyMap<string, string> {
  const counts = new Map<string, number>()
  return new Map(
    names.map((name) => {
      const short = /^[\w-]+$/.exec(stem(name))?.[0] ?? 'imports'
      const count = (counts.get(short) ?? 0) + 1
      counts.set(short, count)
      return [name, count === 1 ? `./${short}.js` : `./${short}-${count}.js`]
    }),
  )
}

/** The value of the option `imports` that names `files`, as JavaScript. */
export const exampleOption = (files: readonly (readonly [name: string, file: string])[]): string =>
  // In a literal, `"__proto__": …` would set the prototype.
  `{ ${files.map(([name, file]) => `${name === '__proto__' ? `["__proto__"]` : quoted(name)}: ${quoted(file)}`).join(', ')} }`

function stub(name: string, type: FuncType): string {
  const zeros = type.results.map((result) => ZERO[result] ?? '0')
  const value = zeros.length > 1 ? `[${zeros.join(', ')}]` : zeros[0]
  const body = value === undefined ? '{}' : `{ return ${value} }`
  return `${key(name)}(${type.params.map((_, index) => `p${index}`).join(', ')}) ${body}, // ${signatureText(type)}`
}

/** JavaScript to paste: a file for each import module, with the functions that the guest imports from it. */
export function stubs(imports: readonly Import[], files: ReadonlyMap<string, string>): string[] {
  const listed = imports.slice(0, MOST)
  return [...new Set(listed.map(({ module }) => module))].flatMap((module) => [
    `// ${files.get(module)}, for ${printable(module)}`,
    'export default (guest) => ({',
    ...listed.flatMap((entry) =>
      entry.module === module && entry.type !== undefined ? [`  ${stub(entry.name, entry.type)}`] : [],
    ),
    '})',
  ])
}
