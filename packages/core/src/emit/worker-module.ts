import { UnwasiError } from '../errors.js'
import type { PlanLink, Preview1Link, Program, TypedLink } from '../program.js'
import { literal, quoted } from '../text.js'
import { requiredImports, workerImportsText } from './imports.js'
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
  const { uses, statements, fields } = linking(program, modules)
  const text = [
    `import { ${[maker, ...uses].join(', ')} } from ${literal(runtime)}`,
    ...statements,
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
  const names = link.by === 'preview1' ? workerNames(link) : namedExports(exports)
  return { program: text, names: kind === 'reactor' ? names : [] }
}

/**
 * What the module of a library in a worker exports: its functions. Its memories and globals stay there. The module can't make an
 * instance by itself if each call has to give functions.
 */
export const workerNames = ({ functions, imports }: Pick<Preview1Link, 'functions' | 'imports'>): string[] =>
  requiredImports(imports).length > 0 ? [] : namedExports(functions.map(({ name }) => name))

interface Linking {
  /** Names to import from the runtime. */
  uses: readonly string[]
  /** Statements that import the user's files. */
  statements: readonly string[]
  /** Fields of the program. */
  fields: readonly string[]
}

function linking({ kind, link }: Program, modules: WorkerModuleText['modules']): Linking {
  if (link.by === 'preview1') {
    const { parts, start, imports } = link
    const { names, statements, fields } = workerImportsText(imports)
    const own = [`host: ${literal(parts)}`, ...(start === undefined ? [] : [`start: ${literal(start)}`])]
    return { uses: names, statements, fields: [...own, ...fields] }
  }
  if (link.by === 'plan') {
    const component = `component: ${literal(remoteComponent(link))}`
    return { uses: ['compileRanges'], statements: [], fields: ['compile: compileRanges', component] }
  }
  const exports = kind === 'reactor' ? ['typedExports'] : []
  return {
    uses: ['compilePieces', ...exports],
    statements: [],
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
  if (link.by === 'preview1') {
    const odd = link.imports.find(({ source, signature }) => source !== undefined && /r/.test(signature))
    if (!odd) return
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
}

function notInWorker({ name }: Program, why: string, fix: string): UnwasiError {
  return new UnwasiError({ code: 'UNSUPPORTED', headline: `${name} can't run in a worker`, why, fix })
}
