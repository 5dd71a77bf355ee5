import path from 'node:path'

import type { Options } from '@unwasi/core'

import { options, type Built } from './built.js'
import { optionError, runBuild } from './child.js'
import type { Project } from './project.js'

/** The parts of Farm's configuration that the rows set. */
export interface FarmRow {
  /** Options of our plugin in addition to the common ones. */
  plugin?: Options | undefined
  mode?: 'development' | 'production'
  /** Patterns of what is external. */
  external?: string[]
  output?: {
    assetsFilename?: string
    entryFilename?: string
    format?: 'esm' | 'cjs'
    publicPath?: string
    targetEnv?: 'node' | 'browser-es2017'
  }
}

export function farmConfig(project: Project, { plugin, mode, external, output }: FarmRow) {
  return {
    plugin: { ...options, ...plugin },
    farm: {
      root: project.dir,
      ...(mode && { mode }),
      compilation: {
        input: { main: './main.js' },
        output: { path: 'dist', targetEnv: 'node', format: 'esm', ...output },
        ...(external && { external }),
        persistentCache: false,
        progress: false,
      },
    },
  }
}

export async function buildFarm(
  project: Project,
  row: FarmRow,
  { entry = 'main.js', warnings = [] }: { entry?: string; warnings?: string[] | undefined } = {},
): Promise<Built> {
  const { error, output } = await runBuild(process.execPath, './build-farm.mjs', farmConfig(project, row))
  if (error !== undefined) throw optionError(error)
  warnings.push(...output.split('\n').filter((line) => line.includes('[warn]')))
  // Farm prints the errors of plugins as Rust string literals.
  if (!output.includes('Build completed'))
    throw new Error(output.replaceAll(/\\(n|"|\\)/g, (_, char) => (char === 'n' ? '\n' : char)))
  return { dir: path.join(project.dir, 'dist'), entry, warnings }
}
