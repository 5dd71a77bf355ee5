import { printable, signatureText } from '../classify/names.js'
import type { FuncType, Import, ValType } from '../read/shapes.js'
import { isIdentifierName, quoted } from '../text.js'

/** The most functions to write. A hostile guest may import any number. */
const MOST = 50

const ZERO: Partial<Record<ValType, string>> = { i64: '0n', ref: 'null' }

/** A name as a property key. */
const key = (name: string): string => (isIdentifierName(name) && printable(name) === name ? name : quoted(name.slice(0, 80)))

/** The file in which examples put the functions of an import module. */
export const fileFor = (module: string): string => `./${/^[\w-]+$/.test(module) ? module : 'imports'}.js`

function stub(name: string, type: FuncType): string {
  const zeros = type.results.map((result) => ZERO[result] ?? '0')
  const value = zeros.length > 1 ? `[${zeros.join(', ')}]` : zeros[0]
  const body = value === undefined ? '{}' : `{ return ${value} }`
  return `${key(name)}(${type.params.map((_, index) => `p${index}`).join(', ')}) ${body}, // ${signatureText(type)}`
}

/** JavaScript to paste: a file for each import module, with the functions that the guest imports from it. */
export function stubs(imports: readonly Import[]): string[] {
  const listed = imports.slice(0, MOST)
  return [...new Set(listed.map(({ module }) => module))].flatMap((module) => [
    `// ${fileFor(module)}, for ${printable(module)}`,
    'export default (guest) => ({',
    ...listed.flatMap((entry) =>
      entry.module === module && entry.type !== undefined ? [`  ${stub(entry.name, entry.type)}`] : [],
    ),
    '})',
  ])
}
