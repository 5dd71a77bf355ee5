import { UnwasiError } from '../errors.js'
import type { PlanLink, Preview1Link, Program } from '../program.js'
import { literal } from '../text.js'
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
  const text = [
    `import { ${maker}${link.by === 'plan' ? ', compileRanges' : ''} } from ${literal(runtime)}`,
    '',
    `const program = /* @__PURE__ */ ${maker}({`,
    `  format: ${program.format},`,
    `  name: ${literal(name)},`,
    `  guest: ${guest},`,
    `  script: ${script},`,
    ...(link.by === 'preview1' ? moduleFields(link) : componentFields(link)),
    ...(program.named && kind === 'command' ? ['  frames: true,'] : []),
    ...(program.needs === undefined ? [] : [`  needs: ${literal(program.needs)},`]),
    '})',
    'export default program',
    '',
  ].join('\n')
  return { program: text, names: link.by === 'preview1' && kind === 'reactor' ? namedExports(functionsOf(link)) : [] }
}

/** The names of the functions of a library in a worker. Its memories and globals stay there. */
export const functionsOf = ({ functions }: Pick<Preview1Link, 'functions'>): string[] => functions.map(({ name }) => name)

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
  if (link.by === 'preview1' ? link.imports.length > 0 : link.given.interfaces.length > 0) {
    throw notInWorker(
      program,
      'It imports functions from JavaScript, which are on the thread that imports the program.',
      'Import it without &worker: then it calls them on that thread.',
    )
  }
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
