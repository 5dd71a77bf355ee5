import path from 'node:path'

import type { Plugin } from 'vite'

/**
 * The folders in which a new file changes a program that is built from its source. The dev server does not tell plugins of new files, and takes
 * every other path that a plugin watches for an import of the module.
 */
export class SourceFolders {
  /** The imported files by folder. */
  readonly #programs = new Map<string, Set<string>>()

  add(program: string, folders: readonly string[]): void {
    for (const folder of folders) {
      const programs = this.#programs.get(folder) ?? new Set<string>()
      this.#programs.set(folder, programs.add(program))
    }
  }

  readonly hooks: Pick<Plugin, 'configureServer'> = {
    configureServer: ({ watcher }) => {
      const changed = (file: string): void => {
        const programs = this.#programs.get(path.dirname(path.resolve(file))) ?? []
        // The server then does what it does when the program itself is edited.
        for (const program of programs) if (program !== path.resolve(file)) watcher.emit('change', program)
      }
      watcher.on('add', changed)
      watcher.on('unlink', changed)
    },
  }
}
