import type { Program, TypedLink } from '../program.js'
import { literal } from '../text.js'
import { hasFurther } from './further.js'
import { importsText } from './imports.js'
import { interfacesText } from './interfaces.js'
import type { ModuleParts } from './named-exports.js'
import { namedExports } from './names.js'

export interface ModuleText {
  program: Program
  /** Module specifier of the runtime. */
  runtime: string
  /** JavaScript expression for the guest: its URL, or its compiled modules. */
  guest: string
  /** Statements that import the compiled modules, `trap` among them. Empty if the guest is compiled at run time. */
  modules: readonly string[]
  /** JavaScript expression for the module that calls JavaScript's functions. Default: its bytes. */
  dispatcher?: string
  /** Whether the program can be traced. */
  trace: boolean
  /** The glue, if `program` is linked by glue. */
  glue?: Glue | undefined
  /** The names of an instance's members. */
  exports: readonly string[]
}

export interface Glue {
  /** Statements that declare the function `instantiate`. */
  code: string
  /** The ranges of the core modules in the component, by the names that the glue uses. */
  modules: Readonly<Record<string, readonly number[] | string>>
}

/** Returns the ES module of a program. A command exports `run` by default. A reactor exports its functions, and `instantiate`. */
export function moduleText({ program, runtime, guest, modules, dispatcher, trace, glue, exports }: ModuleText): ModuleParts {
  const maker = program.kind
  const { imports, fields, before, files } = linking(program, trace, glue, dispatcher)
  // The names of functions appear in the errors of traps. For a reactor the runtime needs them in any case.
  const optional =
    maker === 'command' ? [...(program.named ? ['frames'] : []), ...(hasFurther(program) ? ['instances'] : [])] : []
  const text = [
    `import { ${[maker, ...optional, ...imports].join(', ')} } from ${literal(runtime)}`,
    ...modules,
    ...files,
    '',
    ...before,
    `const program = /* @__PURE__ */ ${maker}({`,
    `  format: ${program.format},`,
    `  name: ${literal(program.name)},`,
    `  guest: ${guest},`,
    ...(modules.length > 0 ? ['  trap,'] : []),
    ...(program.needs === undefined ? [] : [`  needs: ${literal(program.needs)},`]),
    ...[...optional, ...fields].map((field) => `  ${field},`),
    '})',
    'export default program',
    '',
  ].join('\n')
  return { program: text, names: namedExports(exports) }
}

interface Linking {
  /** Names to import from the runtime. */
  imports: readonly string[]
  /** Statements that import the user's files. */
  files: readonly string[]
  /** Statements that come before the program. */
  before: readonly string[]
  /** Fields of the program. */
  fields: readonly string[]
}

function linking({ link }: Program, trace: boolean, glue: Glue | undefined, dispatcher: string | undefined): Linking {
  switch (link.by) {
    case 'preview1': {
      const given = importsText(
        link.imports,
        dispatcher ?? (link.dispatcher === undefined ? undefined : literal(link.dispatcher)),
      )
      return {
        imports: [...link.parts, ...given.names, ...(trace ? ['tracing'] : [])],
        files: given.statements,
        before: [],
        fields: [
          `host: [${link.parts.join(', ')}]`,
          ...given.fields,
          ...(link.start === undefined ? [] : [`start: ${literal(link.start)}`]),
          ...(trace ? ['trace: tracing'] : []),
        ],
      }
    }
    case 'plan': {
      const given = interfacesText(link)
      const parts = `[${[...link.parts, ...given.parts].join(', ')}]`
      const linked = {
        imports: ['component', ...link.parts, ...given.names],
        files: given.statements,
        before: [],
        fields: [`component: /* @__PURE__ */ component(${literal(link.plan)}, ${parts})`],
      }
      if (link.further === undefined) return linked
      return {
        ...linked,
        imports: ['typed', ...passing(link.further), ...linked.imports],
        before: glueText(glue),
        fields: [...linked.fields, `kept: ${typedText(glue, link.further, parts)}`],
      }
    }
    case 'glue': {
      const given = interfacesText(link)
      const parts = `[${[...link.parts, ...given.parts].join(', ')}]`
      return {
        imports: ['typed', ...passing(link), ...waitingRun(link), ...link.parts, ...given.names],
        files: given.statements,
        before: glueText(glue),
        fields: [`component: ${typedText(glue, link, parts, waitingRun(link))}`],
      }
    }
  }
}

/** The statements that declare `glue`. It has a separate scope, because its names could clash with those of this module. */
const glueText = (glue: Glue | undefined): string[] => [
  'const glue = /* @__PURE__ */ (() => {',
  needed(glue).code,
  'return instantiate',
  '})()',
]

/** What the runtime needs to pass resources to exports. */
const passing = ({ passes }: Pick<TypedLink, 'passes'>): string[] => (passes ? ['resourcePassing'] : [])

/** What the runtime needs to suspend the run of a command. */
const waitingRun = ({ run }: Pick<TypedLink, 'run'>): string[] => (run === undefined ? [] : ['waitingRun'])

/** The call that links a component by its glue, over a host that consists of `parts`. */
function typedText(
  glue: Glue | undefined,
  link: Pick<TypedLink, 'drops' | 'run' | 'passes'>,
  parts: string,
  waiting: readonly string[] = [],
): string {
  const modules = JSON.stringify(needed(glue).modules)
  const { drops, run } = link
  // Arguments at the end that a component does not need are left out.
  const all = [run === undefined ? undefined : literal(run), passing(link)[0], waiting[0]]
  const optional = all.slice(0, all.findLastIndex((argument) => argument !== undefined) + 1).map(String)
  return `/* @__PURE__ */ typed(${modules}, glue, ${[literal(drops), parts, ...optional].join(', ')})`
}

function needed(glue: Glue | undefined): Glue {
  if (glue === undefined) throw new Error('a component with typed interfaces needs glue')
  return glue
}
