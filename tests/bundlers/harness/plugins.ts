const packages: Record<string, string> = {
  vite8: 'vite',
  vite7: 'vite',
  rspack: 'webpack',
  rolldown: 'rollup',
  farm: 'unplugin',
  bun: 'unplugin',
}

/** The folder in `packages` with the plugin for a bundler of the matrix. It is also the package's name below `@unwasi/`. */
export const packageOf = (bundler: string): string => packages[bundler] ?? bundler
