import { createRequire } from 'node:module'
import path from 'node:path'

import type { Options } from '@unwasi/core'

import { options, type Built } from './built.js'
import { optionError, runBuild } from './child.js'
import type { Project } from './project.js'

/** The path of the binary that a package of Bun has installed for this platform. */
export const binaryOf = (name: string): string =>
  path.join(path.dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), 'bin', 'bun.exe')

export const bun = binaryOf('bun')

/** Options of `Bun.build`. */
export interface BunRow {
  /** Options of our plugin in addition to the common ones. */
  plugin?: Options | undefined
  format?: 'esm' | 'cjs' | 'iife'
  minify?: boolean
  naming?: string | { entry?: string; chunk?: string; asset?: string }
  publicPath?: string
  splitting?: boolean
  target?: 'browser' | 'bun' | 'node'
}

export async function buildBun(
  project: Project,
  { plugin, ...row }: BunRow,
  { entry = 'main.js', warnings = [] }: { entry?: string; warnings?: string[] | undefined } = {},
): Promise<Built> {
  const dir = path.join(project.dir, 'dist')
  const { error, output, ...result } = await runBuild(bun, './build-bun.mjs', {
    plugin: { ...options, ...plugin },
    bun: { target: 'node', ...row, root: project.dir, entrypoints: [path.join(project.dir, 'main.js')], outdir: dir },
  })
  if (output !== '') warnings.push(output)
  if (error !== undefined) throw optionError(error)
  warnings.push(...(result.warnings ?? []))
  return { dir, entry, warnings }
}
