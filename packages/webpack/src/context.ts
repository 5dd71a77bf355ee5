import { existsSync } from 'node:fs'
import path from 'node:path'

import { UnwasiError } from '@unwasi/core/errors'
import { addFrame } from '@unwasi/unplugin'

/** The parts of the loader context that our loaders use. webpack and Rspack share them. */
export interface LoaderContext {
  /** The folder of the resource. */
  context: string | null
  mode?: 'production' | 'development' | 'none'
  resourcePath: string
  resourceQuery: string
  /** The compiler's `context`. */
  rootContext: string
  addContextDependency(folder: string): void
  addDependency(file: string): void
  async(): (error: Error | null, content?: string | Buffer) => void
  emitWarning(warning: Error): void
  getLogger(name?: string): { info(message: string): void }
  getOptions(): object
  getResolve(options: { dependencyType: string }): (context: string, request: string) => Promise<string | false | undefined>
  /** Turbopack's loader context does not have it. */
  utils?: { contextify(context: string, request: string): string }
}

/** Without `hideStack`, webpack would print our stack instead of the message. Turbopack always prints the stack. */
function presentable(error: unknown): Error {
  const shown = error instanceof Error ? error : new Error(String(error))
  if (shown instanceof UnwasiError) {
    addFrame(shown)
    shown.stack = `${shown.name}: ${shown.message}`
  }
  return Object.assign(shown, { hideStack: true })
}

/** Tells webpack what else a program depends on. Published declarations can't name the type, which is in a package that users don't have. */
export const watchIn =
  (context: LoaderContext) =>
  ({ files, folders }: { readonly files: readonly string[]; readonly folders: readonly string[] }): void => {
    const inTurbopack = context.utils === undefined
    // Turbopack refuses paths outside its root. It watches a folder with everything in it: the project's folder has its output.
    const root = context.rootContext + path.sep
    const isWatched = (name: string) => !inTurbopack || name.startsWith(root)
    const hasOutput = (folder: string) => inTurbopack && existsSync(path.join(folder, 'package.json'))
    for (const file of files) if (isWatched(file)) context.addDependency(file)
    for (const folder of folders) if (isWatched(folder) && !hasOutput(folder)) context.addContextDependency(folder)
  }

/** Runs a loader's work, and passes the result or the error to webpack's callback. */
export function run(context: LoaderContext, work: () => Promise<string | Buffer>): void {
  const callback = context.async()
  work().then(
    (content) => callback(null, content),
    (error: unknown) => callback(presentable(error)),
  )
}
