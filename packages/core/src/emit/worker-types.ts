import type { Program } from '../program.js'
import { literal } from '../text.js'
import { importsType, paramsText, resultText } from './imports.js'
import { libraryTypesText } from './library-types.js'
import { workerNames } from './worker-module.js'

/** The text of the `.d.ts` of a program that runs in workers. */
export function workerTypes({ kind, link }: Program, runtime: string): string {
  // A program may wait for promises, because functions of JavaScript are on another thread.
  const required = link.by === 'preview1' ? importsType(link.imports, true) : undefined
  if (kind === 'command' || link.by !== 'preview1')
    return [
      `import type { ${required === undefined ? 'WorkerRun' : 'ImportModule, WorkerRunWith'} } from ${literal(runtime)}`,
      '',
      `declare const run: ${required === undefined ? 'WorkerRun' : `WorkerRunWith<${required}>`}`,
      'export default run',
      '',
    ].join('\n')
  return libraryTypesText({
    runtime,
    declarations: [],
    title: 'The functions of the library. In a worker, each returns a promise of its result.',
    members: link.functions.map(({ name, type }) => ({
      name,
      text: `  ${literal(name)}${paramsText(type)}: ${resultText(type)}`,
    })),
    exports: workerNames(link).map((name) => ({ name })),
    ...(required !== undefined && { imports: required }),
    worker: true,
  })
}
