import { UnwasiError } from '../errors.js'
import type { Program } from '../program.js'
import { literal } from '../text.js'
import type { ModuleParts } from './named-exports.js'

export interface WorkerModuleText {
  program: Program
  /** Module specifier of the runtime. */
  runtime: string
  /** JavaScript expressions for the URLs of the guest and of the worker's script. */
  guest: string
  script: string
}

/** Returns the ES module of a command that runs in workers. The script of the worker has the host, so the module only names its parts. */
export function workerModuleText({ program, runtime, guest, script }: WorkerModuleText): ModuleParts {
  const { link } = program
  if (program.kind !== 'command' || link.by !== 'preview1' || link.imports.length > 0) throw notInWorker(program)
  const text = [
    `import { workerCommand } from ${literal(runtime)}`,
    '',
    'const program = /* @__PURE__ */ workerCommand({',
    `  format: ${program.format},`,
    `  name: ${literal(program.name)},`,
    `  guest: ${guest},`,
    `  script: ${script},`,
    `  host: ${literal(link.parts)},`,
    ...(link.start === undefined ? [] : [`  start: ${literal(link.start)},`]),
    ...(program.named ? ['  frames: true,'] : []),
    ...(program.needs === undefined ? [] : [`  needs: ${literal(program.needs)},`]),
    '})',
    'export default program',
    '',
  ].join('\n')
  return { program: text, names: [] }
}

/** The text of the `.d.ts` of such a module. */
export const workerRunTypes = (runtime: string): string =>
  [`import type { WorkerRun } from ${literal(runtime)}`, '', 'declare const run: WorkerRun', 'export default run', ''].join('\n')

function notInWorker({ name, kind, link }: Program): UnwasiError {
  const what =
    kind === 'reactor' ? 'is a library' : link.by === 'preview1' ? 'imports functions from JavaScript' : 'is a component'
  return new UnwasiError({
    code: 'UNSUPPORTED',
    headline: `${name} can't run in a worker`,
    why: `It ${what}, and only WASI preview1 programs that need nothing from JavaScript run in workers.`,
    fix: 'Import it without &worker.',
  })
}
