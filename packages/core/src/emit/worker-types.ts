import type { Program } from '../program.js'
import { literal } from '../text.js'
import { paramsText, resultText } from './imports.js'
import { libraryTypesText } from './library-types.js'
import { namedExports } from './names.js'
import { functionsOf } from './worker-module.js'

/** The text of the `.d.ts` of a program that runs in workers. */
export function workerTypes({ kind, link }: Program, runtime: string): string {
  if (kind === 'command' || link.by !== 'preview1')
    return [
      `import type { WorkerRun } from ${literal(runtime)}`,
      '',
      'declare const run: WorkerRun',
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
    exports: namedExports(functionsOf(link)).map((name) => ({ name })),
    worker: true,
  })
}
