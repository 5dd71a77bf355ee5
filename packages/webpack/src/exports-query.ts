import { parseRequest, pluginName } from '@unwasi/unplugin'
import type { Resolver } from 'webpack'

/**
 * A plugin of webpack's resolver. It looks for `./main.wasm?component` among a package's `exports` (or `imports`), query and all, where
 * only `./main.wasm` is; so the query is put aside meanwhile. Rspack's does so itself.
 */
export const exportsQuery = {
  apply(resolver: Resolver): void {
    // In enhanced-resolve, the steps where `exports` and `imports` are looked at.
    for (const name of ['resolve-in-package', 'internal']) {
      const step = resolver.ensureHook(name)
      resolver.getHook(name).tapAsync({ name: pluginName, stage: -100 }, (request, context, done) => {
        const { query } = request
        if (!query || request.request === undefined || parseRequest(request.request + query) === undefined) return done()
        return resolver.doResolve(step, { ...request, query: '' }, `without ${query}`, context, (error, found) =>
          // What went wrong is said of the request as it was written.
          error || !found ? done() : done(null, { ...found, query }),
        )
      })
    }
  },
}
