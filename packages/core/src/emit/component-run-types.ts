import { literal } from '../text.js'
import { unused } from './library-types.js'
import { reachable } from './reachable.js'
import { runTypes, type Declared } from './types.js'

export interface ComponentRun {
  /** The type of the option `imports`, if each call has to give it. */
  imports: string | undefined
  /** What the component declares, from which `imports` comes. */
  types: Declared
  /** The name of the interface that runs the command, if it exports more than that. */
  run?: string | undefined
}

/** The text of the `.d.ts` for a command that is a component. */
export function componentRunTypes(runtime: string, { imports, types, run }: ComponentRun): string {
  if (imports === undefined && run === undefined) return runTypes(runtime)
  const { members, namespaces } = types
  const further = members.filter(({ name }) => run === undefined || namespaces.get(name) !== namespaces.get(run))
  const declarations = reachable(types.declarations, [
    ...(run === undefined ? [] : further.map(({ text }) => text)),
    imports ?? '',
  ])
  const Exports = unused('Exports', declarations)
  const required = imports?.replaceAll(': Waiting<', ': Waiting_<')
  // The declarations may have these names.
  const names = [
    ...(required === undefined ? ['Run as Run_'] : ['RunWith as Run_', 'Waiting as Waiting_']),
    ...(run === undefined ? [] : [`${required === undefined ? 'RunInstances' : 'RunInstancesWith'} as RunInstances_`]),
  ]
  const type = required === undefined ? 'Run_' : `Run_<${required}>`
  // The memory of a component is its own.
  const instances = `RunInstances_<${[...(required === undefined ? [] : [required]), Exports, 'undefined'].join(', ')}>`
  return [
    `import type { ${names.join(', ')} } from ${literal(runtime)}`,
    '',
    ...declarations,
    ...(run === undefined
      ? []
      : [
          '/** The functions and interfaces of an instance. */',
          `export interface ${Exports} {`,
          ...further.map(({ text }) => text),
          '}',
        ]),
    `declare const run: ${type}${run === undefined ? '' : ` & ${instances}`}`,
    'export default run',
    '',
  ].join('\n')
}
