/** What our loaders use of the loader context, which webpack and Rspack have in common. */
export interface LoaderContext {
  /** The resource's folder. */
  context: string | null
  mode?: 'production' | 'development' | 'none'
  resourcePath: string
  resourceQuery: string
  /** The compiler's `context`. */
  rootContext: string
  async(): (error: Error | null, content?: string | Buffer) => void
  emitWarning(warning: Error): void
  getLogger(name?: string): { info(message: string): void }
  getOptions(): object
  getResolve(options: { dependencyType: string }): (context: string, request: string) => Promise<string | false | undefined>
  utils: { contextify(context: string, request: string): string }
}

/** Runs a loader's work and hands the result, or the error in webpack's form, to its callback. */
export function run(context: LoaderContext, work: () => Promise<string | Buffer>): void {
  const callback = context.async()
  work().then(
    (content) => callback(null, content),
    // The message says it all; a stack of ours in its place would hide it.
    (error: unknown) => callback(Object.assign(error instanceof Error ? error : new Error(String(error)), { hideStack: true })),
  )
}
