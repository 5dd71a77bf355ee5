import { runtimeSpecifier } from '@unwasi/unplugin'
import type { Plugin } from 'vite'

/** The runtime is offered below it. */
export const packageName = '@unwasi/vite'

/** @param another makes the plugin once more: Vite wants one of its own for each worker's build */
export function configHooks(another: () => Plugin): Pick<Plugin, 'config' | 'configEnvironment'> {
  return {
    config() {
      return {
        // It is a handful of small ES modules; found only when the first guest loads, it would make the optimizer reload the page.
        optimizeDeps: { exclude: [runtimeSpecifier, packageName] },
        // Vite does not apply plugins to workers in builds, though it does in dev. Added to those that the user names.
        worker: { plugins: () => [another()] },
      }
    },
    configEnvironment() {
      // A server bundle must run where it was moved to, without a node_modules folder that strict package managers keep from the user.
      return { resolve: { noExternal: [runtimeSpecifier, packageName] } }
    },
  }
}
