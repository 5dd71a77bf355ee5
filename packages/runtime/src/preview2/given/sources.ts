import type { RunContext } from '../../context/run-context.js'
import { badOption } from '../../errors/problem.js'
import { member } from '../../guest/member.js'
import { camel, pascal } from './names.js'

export type Implementation = (args: readonly unknown[]) => unknown
type Callable = (...args: unknown[]) => unknown
type Class = new (...args: unknown[]) => unknown

/** Finds what JavaScript gives for an interface. */
export interface Source {
  /** The member with a name in JavaScript's spelling. */
  member(name: string): unknown
  /** A function by its parts in WIT (`names.ts`). */
  function(kind: string, resource: string, member: string): Implementation | undefined
}

/** What a file exports: the interface as its default export, or its members by their names. */
const exported = (namespace: object): unknown => ('default' in namespace ? namespace.default : namespace)

const read = (from: unknown, name: string): unknown =>
  (typeof from === 'object' && from !== null) || typeof from === 'function' ? member(from, name) : undefined

/** Whether what is given under the name `key` serves the interface `fullName`, with or without its version. */
const serves = (key: string, fullName: string): boolean => key === fullName || key === fullName.replace(/@.*/, '')

/** Finds the implementation of the interface `fullName`. The options of the run come before the files of the build. */
export const implementation = (
  fullName: string,
  { options }: RunContext,
  files: readonly (readonly [name: string, namespace: object])[],
): Source => {
  const given = Object.entries(options.imports ?? {})
    .filter(([key]) => serves(key, fullName))
    .map(([key, value]) => {
      if ((typeof value === 'object' && value !== null) || typeof value === 'function') return value as unknown
      throw badOption(`imports[${JSON.stringify(key)}]`, value, 'an object with the functions and classes of the interface')
    })
  const sources = [...given, ...files.filter(([name]) => serves(name, fullName)).map(([, namespace]) => exported(namespace))]
  const first = (name: string): readonly [owner: unknown, value: unknown] | undefined => {
    for (const source of sources) {
      const value = read(source, name)
      if (value !== undefined) return [source, value]
    }
    return undefined
  }
  const own = (name: string): Implementation | undefined => {
    const [owner, code] = first(name) ?? []
    return typeof code === 'function' ? (args) => Reflect.apply(code, owner, args) as unknown : undefined
  }
  /** A function that the world itself imports is given as a function. */
  const itself = (): Implementation | undefined => {
    const code = sources.find((source): source is Callable => typeof source === 'function')
    return code && ((args) => code(...args))
  }
  return {
    member: (name) => first(name)?.[1],
    function(kind, resource, member) {
      if (kind === '') return own(camel(member)) ?? (member === 'default' ? itself() : undefined)
      const found = first(pascal(resource))?.[1]
      if (typeof found !== 'function') return undefined
      if (kind === 'constructor') return (args) => new (found as Class)(...args)
      const name = camel(member)
      if (kind === 'static') {
        const code = read(found, name)
        return typeof code === 'function' ? (args) => Reflect.apply(code, found, args) as unknown : undefined
      }
      if (typeof read((found as { prototype?: unknown }).prototype, name) !== 'function') return undefined
      return ([self, ...args]) => (self as Record<string, Callable>)[name]!(...args)
    },
  }
}
