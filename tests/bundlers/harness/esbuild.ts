import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'

import unwasi from '@unwasi/esbuild'
import { build, type BuildFailure, type BuildOptions } from 'esbuild'

import { options, type Built } from './built.js'
import type { Project } from './project.js'

export function esbuildOptions(project: Project, row: BuildOptions) {
  return {
    absWorkingDir: project.dir,
    entryPoints: ['main.js'],
    bundle: true,
    logLevel: 'silent',
    ...(row.outfile === undefined ? { outdir: 'dist' } : {}),
    plugins: [unwasi(options)],
    ...row,
  } satisfies BuildOptions
}

export async function buildEsbuild(
  project: Project,
  row: BuildOptions,
  entry = 'main.js',
  collected: string[] = [],
): Promise<Built> {
  const { outputFiles = [], warnings } = await build(esbuildOptions(project, row)).catch((failure: BuildFailure) => {
    collected.push(...failure.warnings.map(({ text }) => text))
    throw failure
  })
  collected.push(...warnings.map(({ text }) => text))
  // With `write: false` the caller writes the files instead of esbuild.
  for (const { path: file, contents } of outputFiles) {
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, contents)
  }
  return { dir: path.join(project.dir, 'dist'), entry, warnings: collected }
}
