import { UnwasiError } from '../errors.js'
import type { PlanLink, Preview1Link, Program, TypedLink } from '../program.js'
import { literal } from '../text.js'
import type { Glue } from './module.js'
import type { ModuleParts } from './named-exports.js'
import { namedExports } from './names.js'

export interface WorkerModuleText {
  program: Program
  /** Module specifier of the runtime. */
  runtime: string
  /** JavaScript expressions for the URLs of the guest and of the worker's script. */
  guest: string
  script: string
  /** Where the core modules of a component with glue are, and the names of its members. */
  modules?: Glue['modules'] | undefined
  exports?: readonly string[] | undefined
}

/** Returns the ES module of a program that runs in workers. The script of the worker has the host, so the module only names its parts. */
export function workerModuleText({ program, runtime, guest, script, modules, exports = [] }: WorkerModuleText): ModuleParts {
  const { name, kind, link } = program
  const maker = kind === 'command' ? 'workerCommand' : 'workerReactor'
  const { uses, fields } = linking(program, modules)
  const text = [
    `import { ${[maker, ...uses].join(', ')} } from ${literal(runtime)}`,
    '',
    `const program = /* @__PURE__ */ ${maker}({`,
    `  format: ${program.format},`,
    `  name: ${literal(name)},`,
    `  guest: ${guest},`,
    `  script: ${script},`,
    ...fields.map((field) => `  ${field},`),
    ...(program.named && kind === 'command' ? ['  frames: true,'] : []),
    ...(program.needs === undefined ? [] : [`  needs: ${literal(program.needs)},`]),
    '})',
    'export default program',
    '',
  ].join('\n')
  const names = link.by === 'preview1' ? functionsOf(link) : exports
  return { program: text, names: kind === 'reactor' ? namedExports(names) : [] }
}

/** The names of the functions of a library in a worker. Its memories and globals stay there. */
export const functionsOf = ({ functions }: Pick<Preview1Link, 'functions'>): string[] => functions.map(({ name }) => name)

interface Linking {
  /** Names to import from the runtime. */
  uses: readonly string[]
  /** Fields of the program. */
  fields: readonly string[]
}

function linking({ kind, link }: Program, modules: WorkerModuleText['modules']): Linking {
  if (link.by === 'preview1') {
    const { parts, start } = link
    return { uses: [], fields: [`host: ${literal(parts)}`, ...(start === undefined ? [] : [`start: ${literal(start)}`])] }
  }
  if (link.by === 'plan') {
    return { uses: ['compileRanges'], fields: ['compile: compileRanges', `component: ${literal(remoteComponent(link))}`] }
  }
  const exports = kind === 'reactor' ? ['typedExports'] : []
  return {
    uses: ['compilePieces', ...exports],
    fields: ['compilePieces', ...exports.map((name) => `exports: ${name}`), `glue: ${literal(remoteGlue(link, modules))}`],
  }
}

const missing = ({ unsupported }: PlanLink | TypedLink) => (unsupported.length === 0 ? {} : { unsupported })

const remoteComponent = (link: PlanLink) => ({ plan: link.plan, parts: link.parts, ...missing(link) })

const remoteGlue = (link: TypedLink, modules: WorkerModuleText['modules']) => ({
  modules,
  drops: link.drops,
  parts: link.parts,
  ...missing(link),
  ...(link.run === undefined ? {} : { run: link.run }),
  ...(link.passes && { passes: true }),
})

/** Throws for a program that can't run in a worker. */
export function checkWorker(program: Program): void {
  const { link } = program
  if (link.by === 'preview1' ? link.imports.length > 0 : link.given.interfaces.length > 0) {
    throw notInWorker(
      program,
      'It imports functions from JavaScript, which are on the thread that imports the program.',
      'Import it without &worker: then it calls them on that thread.',
    )
  }
}

function notInWorker({ name }: Program, why: string, fix: string): UnwasiError {
  return new UnwasiError({ code: 'UNSUPPORTED', headline: `${name} can't run in a worker`, why, fix })
}
