import { parseRequest, pluginName } from '@unwasi/unplugin'
import type { Resolver } from 'webpack'

/**
 * A plugin for webpack's resolver. The resolver looks for `./main.wasm?component`, with the query, in a package's `exports` and
 * `imports`, which have only `./main.wasm`. So this plugin removes the query for that step. Rspack's resolver does so itself.
 */
export const exportsQuery = {
  apply(resolver: Resolver): void {
    // These are the steps of enhanced-resolve that read `exports` and `imports`.
    for (const name of ['resolve-in-package', 'internal']) {
      const step = resolver.ensureHook(name)
      resolver.getHook(name).tapAsync({ name: pluginName, stage: -100 }, (request, context, done) => {
        const { query } = request
        if (!query || request.request === undefined || parseRequest(request.request + query) === undefined) return done()
        return resolver.doResolve(step, { ...request, query: '' }, `without ${query}`, context, (error, found) =>
          // If it fails, webpack's own message shows the request as the user wrote it.
          error || !found ? done() : done(null, { ...found, query }),
        )
      })
    }
  },
}
