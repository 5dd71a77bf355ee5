import { UnwasiError } from '../errors.js'
import type { PlanLink, Preview1Link, Program } from '../program.js'
import { literal, quoted } from '../text.js'
import { requiredImports, workerImportsText } from './imports.js'
import type { ModuleParts } from './named-exports.js'
import { namedExports } from './names.js'

export interface WorkerModuleText {
  program: Program
  /** Module specifier of the runtime. */
  runtime: string
  /** JavaScript expressions for the URLs of the guest and of the worker's script. */
  guest: string
  script: string
}

/** Returns the ES module of a program that runs in workers. The script of the worker has the host, so the module only names its parts. */
export function workerModuleText({ program, runtime, guest, script }: WorkerModuleText): ModuleParts {
  const { name, kind } = program
  const link = linkOf(program)
  const maker = kind === 'command' ? 'workerCommand' : 'workerReactor'
  const given =
    link.by === 'preview1' ? workerImportsText(link.imports) : { names: ['compileRanges'], statements: [], fields: [] }
  const text = [
    `import { ${[maker, ...given.names].join(', ')} } from ${literal(runtime)}`,
    ...given.statements,
    '',
    `const program = /* @__PURE__ */ ${maker}({`,
    `  format: ${program.format},`,
    `  name: ${literal(name)},`,
    `  guest: ${guest},`,
    `  script: ${script},`,
    ...(link.by === 'preview1' ? moduleFields(link) : componentFields(link)),
    ...given.fields.map((field) => `  ${field},`),
    ...(program.named && kind === 'command' ? ['  frames: true,'] : []),
    ...(program.needs === undefined ? [] : [`  needs: ${literal(program.needs)},`]),
    '})',
    'export default program',
    '',
  ].join('\n')
  return { program: text, names: link.by === 'preview1' && kind === 'reactor' ? workerNames(link) : [] }
}

/**
 * What the module of a library in a worker exports: its functions. Its memories and globals stay there. The module can't make an
 * instance by itself if each call has to give functions.
 */
export const workerNames = ({ functions, imports }: Pick<Preview1Link, 'functions' | 'imports'>): string[] =>
  requiredImports(imports).length > 0 ? [] : namedExports(functions.map(({ name }) => name))

const moduleFields = ({ parts, start }: Preview1Link): string[] => [
  `  host: ${literal(parts)},`,
  ...(start === undefined ? [] : [`  start: ${literal(start)},`]),
]

const componentFields = ({ plan, parts, unsupported }: PlanLink): string[] => [
  '  compile: compileRanges,',
  `  component: { plan: ${literal(plan)}, parts: ${literal(parts)}${unsupported.length === 0 ? '' : `, unsupported: ${literal(unsupported)}`} },`,
]

/** The link of a program that can run in a worker. Throws for all others. */
function linkOf(program: Program): Preview1Link | PlanLink {
  const { link } = program
  if (link.by === 'preview1') {
    const odd = link.imports.find(({ source, signature }) => source !== undefined && /r/.test(signature))
    if (!odd) return link
    throw notInWorker(
      program,
      `It imports ${quoted(`${odd.module}.${odd.name}`)}, which takes or returns a reference. A reference can't be posted between threads.`,
      'Import it without &worker.',
    )
  }
  if (link.given.interfaces.length > 0)
    throw notInWorker(
      program,
      'It imports interfaces from JavaScript, which are on the thread that imports the program.',
      'Import it without &worker: then it calls them on that thread.',
    )
  if (link.by !== 'glue') return link
  throw program.kind === 'reactor'
    ? notInWorker(
        program,
        'It is a library with typed interfaces. In a worker, only commands and preview1 libraries run.',
        'Import it without &worker (and for a preview1 library, without &preview2).',
      )
    : notInWorker(
        program,
        'It is composed of several components, or has interfaces that need JavaScript between them and the host.',
        'Import it without &worker.',
      )
}

function notInWorker({ name }: Program, why: string, fix: string): UnwasiError {
  return new UnwasiError({ code: 'UNSUPPORTED', headline: `${name} can't run in a worker`, why, fix })
}
