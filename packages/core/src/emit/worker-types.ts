import type { Program } from '../program.js'
import { literal } from '../text.js'
import { importsType, paramsText, resultText } from './imports.js'
import { libraryTypesText } from './library-types.js'
import { typedTypes, type Declared } from './types.js'
import { workerNames } from './worker-module.js'

/** What a component with glue exports. */
export interface TypedExports {
  exports: readonly string[]
  types: Declared
}

/** The text of the `.d.ts` of a program that runs in workers. */
export function workerTypes({ kind, link }: Program, runtime: string, found?: TypedExports): string {
  // A program may wait for promises, because functions of JavaScript are on another thread.
  const required = link.by === 'preview1' ? importsType(link.imports, true) : undefined
  if (kind === 'command') {
    return [
      `import type { ${required === undefined ? 'WorkerRun' : 'ImportModule, WorkerRunWith'} } from ${literal(runtime)}`,
      '',
      `declare const run: ${required === undefined ? 'WorkerRun' : `WorkerRunWith<${required}>`}`,
      'export default run',
      '',
    ].join('\n')
  }
  if (found !== undefined) return typedTypes(runtime, found.exports, inWorker(found.types), { worker: true })
  if (link.by !== 'preview1') throw new Error('a library with typed interfaces needs its types')
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

/** The same types, with functions that return promises. */
const inWorker = ({ declarations, members, namespaces }: Declared): Declared => ({
  declarations: declarations.map(promising),
  members: members.map(({ name, text }) => ({ name, text: promising(text) })),
  namespaces,
})

/** A comment, or a line that declares a function or a method: bindgen writes each into one line. */
const FUNCTION = /\/\*[^]*?\*\/|^( *(?:export function |static )?(?:[\w$]+|'[^']+')\(.*\)): (.*)([;,])$/gm

const promising = (text: string): string =>
  text.replaceAll(FUNCTION, (whole, before: string | undefined, result: string, after: string) =>
    before === undefined ? whole : `${before}: Promise<${result}>${after}`,
  )
