import type { GivenInterfaces, PlanLink } from '../program.js'
import { bareName } from '../link/given.js'
import { literal } from '../text.js'

export interface InterfacesText {
  /** Statements that import the user's files. */
  statements: readonly string[]
  /** Names to import from the runtime. */
  names: readonly string[]
  /** The host parts that serve the interfaces, as expressions. */
  parts: readonly string[]
}

/** The parts of an emitted module for interfaces that a component imports from JavaScript, or that nothing gives. */
export function interfacesText({ given, unsupported }: Pick<PlanLink, 'given' | 'unsupported'>): InterfacesText {
  const { statements, names, parts } = givenText(given)
  if (unsupported.length === 0) return { statements, names, parts }
  return {
    statements,
    names: ['unsupported', ...names],
    parts: [`/* @__PURE__ */ unsupported(${literal(unsupported)})`, ...parts],
  }
}

function givenText({ interfaces, sources }: GivenInterfaces): InterfacesText {
  if (interfaces.length === 0) return { statements: [], names: [], parts: [] }
  const files = interfaceFiles({ interfaces, sources })
  const namespaces = files.map(([name], index) => `[${literal(name)}, interface${index}]`).join(', ')
  return {
    statements: files.map(([, specifier], index) => `import * as interface${index} from ${literal(specifier)}`),
    names: ['interfaces'],
    parts: [`/* @__PURE__ */ interfaces(${literal(interfaces)}, [${namespaces}])`],
  }
}

/** The files that give interfaces: module specifiers by the names of the interfaces. */
export const interfaceFiles = ({ interfaces, sources }: GivenInterfaces): [name: string, specifier: string][] =>
  interfaces.flatMap(([name]) => {
    const source = sources[name]
    return typeof source === 'string' ? [[name, source]] : []
  })

/** The names of the interfaces that each call has to give. */
export const requiredInterfaces = ({ interfaces, sources }: GivenInterfaces): string[] =>
  interfaces.flatMap(([name]) => (typeof sources[name] === 'string' ? [] : [name]))

/**
 * The type of the option `imports` that each call has to give. Undefined if it need not give any.
 * @param types the types of the interfaces, by name with version
 * @param waits whether functions may return promises
 */
export function interfacesType(given: GivenInterfaces, types: ReadonlyMap<string, string>, waits: boolean): string | undefined {
  const required = requiredInterfaces(given)
  if (required.length === 0) return undefined
  const members = required.map((name) => {
    const type = types.get(name) ?? 'object'
    return `  ${literal(bareName(name))}: ${waits ? `Waiting<${type}>` : type}`
  })
  return ['{', ...members, '}'].join('\n')
}
