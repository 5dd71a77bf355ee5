import { runtimeSpecifier } from '@unwasi/unplugin'
import type { Plugin } from 'vite'

/** The name of this package, which also exports the runtime. */
export const packageName = '@unwasi/vite'

/** @param another makes a further plugin, because Vite needs a separate one for the build of each worker */
export function configHooks(another: () => Plugin): Pick<Plugin, 'config' | 'configEnvironment'> {
  return {
    config() {
      return {
        // The optimizer would find the runtime only when the first guest loads, and would then reload the page.
        optimizeDeps: { exclude: [runtimeSpecifier, packageName] },
        // Vite applies plugins to workers in development, but not in builds. Vite adds this to the plugins that the user names.
        worker: { plugins: () => [another()] },
      }
    },
    configEnvironment() {
      // A server bundle must run after it was moved, where there is no node_modules folder with the runtime.
      return { resolve: { noExternal: [runtimeSpecifier, packageName] } }
    },
  }
}
