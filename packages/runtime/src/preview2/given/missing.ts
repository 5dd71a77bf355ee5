import { failure, printable } from '../../errors/problem.js'
import type { RunError } from '../../errors/run-error.js'
import { camel, pascal } from './names.js'

/** A function that nothing gives. */
export interface Missing {
  readonly interfaceName: string
  /** Its name, taken apart (`names.ts`). */
  readonly kind: string
  readonly resource: string
  readonly member: string
  readonly params: readonly string[]
  readonly signature: string
}

/** The most functions to list. A hostile component may import any number. */
const MOST = 50

const list = ({ params }: Missing): string =>
  params
    .map(camel)
    .filter((name) => name !== 'self')
    .join(', ')

const stub = (one: Missing): string => {
  const { kind, member, signature } = one
  const title = kind === 'constructor' ? 'constructor' : `${kind === 'static' ? 'static ' : ''}${camel(member)}`
  return `${title}(${list(one)}) {}${kind === '' ? ',' : ''} // ${signature}`
}

/** JavaScript for the functions of an interface. */
const code = (interfaceName: string, functions: readonly Missing[]): string[] => {
  const [only] = functions
  // A function that the world itself imports. An interface may have a function of that name, too.
  if (only?.member === 'default' && !interfaceName.includes(':'))
    return [`  ${JSON.stringify(interfaceName)}: (${list(only)}) => {}, // ${only.signature}`]
  const resources = [...new Set(functions.map(({ resource }) => resource))]
  return [
    `  ${JSON.stringify(interfaceName)}: {`,
    ...resources.flatMap((resource) => {
      const own = functions.filter((one) => one.resource === resource).map((one) => `    ${stub(one)}`)
      return resource === '' ? own : [`    ${pascal(resource)}: class {`, ...own.map((line) => `  ${line}`), '    },']
    }),
    '  },',
  ]
}

/** The error for a component that imports functions which nothing gives. It names all of them and has the code to paste. */
export const missing = (guest: string, all: readonly Missing[]): RunError => {
  const listed = all.slice(0, MOST)
  const rest = all.length - listed.length
  const names = [...new Set(listed.map(({ interfaceName }) => interfaceName))]
  const lines = [
    'Pass these functions with the options, or export them from the file:',
    'imports: {',
    ...names.flatMap((name) =>
      code(
        name,
        listed.filter(({ interfaceName }) => interfaceName === name),
      ),
    ),
    '}',
  ]
  return failure(
    'MISSING_IMPORT',
    `${guest} imports functions that are missing, of ${names.join(', ')}${rest > 0 ? ` and ${rest} more functions` : ''}`,
    'JavaScript has to provide them, and neither the options nor a file of the build does.',
    lines.map(printable).join('\n    '),
  )
}
