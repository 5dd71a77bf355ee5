import { createRequire } from 'node:module'
import path from 'node:path'

import { rspack, type Configuration as RspackConfiguration } from '@rspack/core'
import unwasi from '@unwasi/webpack'
import unwasiRspack from '@unwasi/webpack/rspack'
import webpack from 'webpack'

import { options, type Built } from './built.js'
import type { Project } from './project.js'

/** The loader alone, in a rule that a user without the plugin writes. */
export const loaderRule = {
  test: /\.wasm$/,
  resourceQuery: /component/,
  type: 'javascript/auto',
  sideEffects: false,
  use: [{ loader: createRequire(import.meta.url).resolve('@unwasi/webpack/loader'), options: { cache: options.cache } }],
}

export function webpackConfig(project: Project, row: webpack.Configuration): webpack.Configuration {
  return {
    context: project.dir,
    entry: './main.js',
    mode: 'production',
    devtool: false,
    performance: false,
    plugins: [unwasi(options)],
    ...row,
    output: { path: path.join(project.dir, 'dist'), filename: 'main.js', ...row.output },
  }
}

export async function buildWebpack(
  project: Project,
  row: webpack.Configuration,
  entry = 'main.js',
  collected: string[] = [],
): Promise<Built> {
  const config = webpackConfig(project, row)
  const stats = await new Promise<webpack.Stats>((resolve, reject) => {
    const compiler = webpack(config)
    if (!compiler) throw new Error('webpack made no compiler')
    compiler.run((error, stats) => {
      compiler.close(() => (error || !stats ? reject(error ?? new Error('no stats')) : resolve(stats)))
    })
  })
  return read(stats, config.output?.path ?? '', entry, collected)
}

export function rspackConfig(project: Project, row: RspackConfiguration): RspackConfiguration {
  return {
    context: project.dir,
    entry: './main.js',
    mode: 'production',
    devtool: false,
    performance: false,
    plugins: [unwasiRspack(options)],
    ...row,
    output: { path: path.join(project.dir, 'dist'), filename: 'main.js', ...row.output },
  }
}

export async function buildRspack(
  project: Project,
  row: RspackConfiguration,
  entry = 'main.js',
  collected: string[] = [],
): Promise<Built> {
  const config = rspackConfig(project, row)
  const stats = await new Promise<ReportedStats>((resolve, reject) => {
    const compiler = rspack(config)
    compiler.run((error, stats) => {
      compiler.close(() => (error || !stats ? reject(error ?? new Error('no stats')) : resolve(stats)))
    })
  })
  return read(stats, config.output?.path ?? '', entry, collected)
}

interface ReportedStats {
  hasErrors(): boolean
  toJson(options: object): { warnings?: { message: string }[] | undefined }
  toString(options: object): string
}

/** webpack reports errors in the stats, but a test needs them thrown. */
function read(stats: ReportedStats, dir: string, entry: string, collected: string[]): Built {
  const { warnings = [] } = stats.toJson({ all: false, warnings: true })
  collected.push(...warnings.map(({ message }) => message))
  if (stats.hasErrors()) throw new Error(stats.toString({ all: false, errors: true, moduleTrace: true, colors: false }))
  return { dir, entry, warnings: collected }
}
