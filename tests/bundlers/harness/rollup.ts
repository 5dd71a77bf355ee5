import path from 'node:path'

import type { Options } from '@unwasi/core'
import unwasi from '@unwasi/rollup'
import { rolldown } from 'rolldown'
import { rollup, type OutputOptions } from 'rollup'

import { options, type Built } from './built.js'
import type { Project } from './project.js'

export interface RollupRow {
  /** Options of our plugin beside the common ones. */
  plugin?: Options | undefined
  /** A plugin before ours. */
  before?: { name: string } | undefined
  /** In place of a folder: one file, as `rollup -o` writes it. */
  file?: string
  format: 'es' | 'cjs' | 'iife'
  assetFileNames?: string
  entryFileNames?: string
}

export async function buildRollup(
  project: Project,
  row: RollupRow,
  { entry = 'main.js', warnings = [] }: { entry?: string; warnings?: string[] | undefined } = {},
): Promise<Built> {
  const bundle = await rollup({
    input: path.join(project.dir, 'main.js'),
    external: /^node:/,
    plugins: [row.before, unwasi({ ...options, ...row.plugin })],
    onLog: (level, { message }) => void (level === 'warn' && warnings.push(message)),
  })
  return write(project, row, entry, warnings, (output) => bundle.write(output satisfies OutputOptions))
}

export async function buildRolldown(
  project: Project,
  row: RollupRow,
  { platform, entry = 'main.js', warnings = [] }: { platform?: 'node'; entry?: string; warnings?: string[] | undefined } = {},
): Promise<Built> {
  const bundle = await rolldown({
    ...(platform === undefined ? {} : { platform }),
    input: path.join(project.dir, 'main.js'),
    plugins: [row.before, unwasi({ ...options, ...row.plugin })],
    // What is left out is said on machines that are slow, or busy.
    onLog: (level, { code, message }) => void (level === 'warn' && code !== 'PLUGIN_TIMINGS' && warnings.push(message)),
  })
  return write(project, row, entry, warnings, async (output) => {
    await bundle.write(output)
    await bundle.close()
  })
}

async function write(
  project: Project,
  { plugin: _plugin, before: _before, file, ...row }: RollupRow,
  entry: string,
  warnings: string[],
  writer: (output: Omit<RollupRow, 'plugin' | 'before'> & { dir?: string }) => Promise<unknown>,
): Promise<Built> {
  const dir = path.join(project.dir, 'dist')
  await writer(file === undefined ? { dir, ...row } : { ...row, file: path.join(dir, file) })
  return { dir, entry, warnings }
}
