import path from 'node:path'

import { slashes, type Dependencies } from '@unwasi/unplugin'
import type { Plugin, ViteDevServer } from 'vite'

/**
 * What programs are built from, as far as the dev server does not notice it by itself: new files, and the sources of a program that has
 * not compiled yet. The server takes every path that a plugin watches for an import of the module, and forgets the imports of a module
 * that fails.
 */
export class Sources {
  /** What each imported file depends on. */
  readonly #programs = new Map<string, Dependencies>()

  #closing = new AbortController()

  /** Is aborted when the server closes, which waits for all modules that are being loaded. */
  get closing(): AbortSignal {
    return this.#closing.signal
  }

  add(program: string, dependencies: Dependencies): void {
    this.#programs.set(program, dependencies)
  }

  readonly hooks: Pick<Plugin, 'configureServer'> = {
    configureServer: (server) => {
      const { watcher } = server
      // A server that restarts is closed when the new one has been configured.
      const closing = new AbortController()
      this.#closing = closing
      // Plugins are told only when all modules are loaded. A restart does not call `server.close`, but both begin with the watcher.
      const close = watcher.close.bind(watcher)
      watcher.close = () => {
        closing.abort(closedError())
        return close()
      }
      const whenChanged =
        (dependsOn: (program: string, dependencies: Dependencies, file: string) => boolean) => (name: string) => {
          const file = path.resolve(name)
          for (const [program, dependencies] of this.#programs) {
            // The server then does what it does when the program itself is edited.
            if (program !== file && dependsOn(program, dependencies, file)) watcher.emit('change', program)
          }
        }
      const inFolder = whenChanged((_, { folders }, file) => folders.includes(path.dirname(file)))
      watcher.on('add', inFolder)
      watcher.on('unlink', inFolder)
      watcher.on(
        'change',
        whenChanged((program, { files }, file) => files.includes(file) && !imports(server, program, file)),
      )
    },
  }
}

/** Vite's own error for what is asked of a closed server. It is not reported. */
const closedError = (): Error => Object.assign(new Error('The server was closed during the build'), { code: 'ERR_CLOSED_SERVER' })

/** Whether the server takes `file` for an import of `program`, so that it notices a change. */
const imports = ({ environments }: ViteDevServer, program: string, file: string): boolean =>
  Object.values(environments).some(({ moduleGraph }) =>
    [...(moduleGraph.getModulesByFile(slashes(program)) ?? [])].some(({ importedModules }) =>
      [...importedModules].some((one) => one.file === slashes(file)),
    ),
  )
