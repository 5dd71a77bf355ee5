const adapters: Record<string, string> = {
  vite8: 'vite',
  vite7: 'vite',
  rspack: 'webpack',
  rolldown: 'rollup',
  farm: 'unplugin',
  bun: 'unplugin',
}

/** The folder in `packages` of the adapter that a bundler of the matrix uses; below `@unwasi/`, also its name. */
export const adapterOf = (bundler: string): string => adapters[bundler] ?? bundler
