import { pluginName, possibleRequest, programFilter, programInFolder } from '@unwasi/unplugin'
import type { Resolver } from 'webpack'

/**
 * A plugin for webpack's resolver, for `./cmd/hello?component`, which stands for the program in the folder. In modules that need
 * file extensions in imports, the option `mainFiles` has no effect on folders.
 */
export const folders = {
  apply(resolver: Resolver): void {
    const step = resolver.ensureHook('resolve')
    resolver.getHook('resolve').tapAsync({ name: pluginName, stage: -100 }, (request, context, done) => {
      const { path: from, request: source } = request
      const asked = from === false || source === undefined ? undefined : possibleRequest(source)
      // Files are left to webpack, which would take a `#` for the begin of a fragment if it were not escaped.
      if (asked === undefined || source === undefined || programFilter.test(asked.path)) return done()
      const program = programInFolder(asked.path.replaceAll('\0#', '#'), String(from))
      if (program === undefined) return done()
      const found = { ...request, request: program.replaceAll('#', '\0#') + source.slice(asked.path.length) }
      return resolver.doResolve(step, found, `the program in ${asked.path}`, context, done)
    })
  },
}
