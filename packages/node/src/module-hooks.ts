// The part of Node's module hooks that the oldest supported Node lacks, and whose types are not in its declarations.
// https://nodejs.org/api/module.html#moduleregisterhooksoptions
import type { LoadFnOutput, LoadHookContext, ResolveFnOutput, ResolveHookContext } from 'node:module'

/** Hooks that run in the thread that imports. Node calls them for `import` and `require()`. */
export interface SyncHooks {
  resolve(
    specifier: string,
    context: ResolveHookContext,
    nextResolve: (specifier: string, context?: Partial<ResolveHookContext>) => ResolveFnOutput,
  ): ResolveFnOutput
  load(
    url: string,
    context: LoadHookContext,
    nextLoad: (url: string, context?: Partial<LoadHookContext>) => LoadFnOutput,
  ): LoadFnOutput
}

declare module 'module' {
  namespace Module {
    /** Undefined in Node before 22.15 and 23.5. */
    export const registerHooks: ((hooks: SyncHooks) => unknown) | undefined
  }
}
