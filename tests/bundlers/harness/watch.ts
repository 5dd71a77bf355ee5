import { spawn } from 'node:child_process'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

import { rspack } from '@rspack/core'
import { context } from 'esbuild'
import { watch as watchRolldown } from 'rolldown'
import { watch as watchRollup, type RollupWatcherEvent } from 'rollup'
import { build as buildVite8 } from 'vite'
import { build as buildVite7 } from 'vite7'
import webpack from 'webpack'
import unwasiEsbuild from '@unwasi/esbuild'
import unwasi, { type Options } from '@unwasi/rollup'
import unwasiWebpack from '@unwasi/webpack'
import unwasiRspack from '@unwasi/webpack/rspack'

import { options } from './built.js'
import { esbuildOptions } from './esbuild.js'
import { farmConfig } from './farm.js'
import type { Project } from './project.js'
import { viteConfig } from './vite.js'
import { rspackConfig, webpackConfig } from './webpack.js'

/** A build that starts again when a file changes. */
export interface Watcher {
  /** The output to run. */
  entry: string
  close(): Promise<unknown>
}

/** Called after each build, with its error if it failed. */
export type Report = (error?: unknown) => void

/** `plugin`: options of our plugin in addition to the common ones. */
type Start = (project: Project, report: Report, plugin?: Options) => Promise<Watcher>

/** Without minification, which takes longer than the rest. */
const node = { target: 'node', output: { filename: 'main.cjs' }, optimization: { minimize: false } } as const

export const watchers: Record<string, Start> = {
  async vite8(project, report, plugin) {
    const watcher = await buildVite8({ ...viteConfig(project, { plugin }), build: { ssr: 'main.js', watch: {} } })
    return rollupLike(watcher as EventSource, project, report, 'main.js')
  },
  async vite7(project, report, plugin) {
    const watcher = await buildVite7({ ...viteConfig(project, { plugin }), build: { ssr: 'main.js', watch: {} } })
    return rollupLike(watcher as EventSource, project, report, 'main.js')
  },
  async rollup(project, report, plugin) {
    const watcher = watchRollup({
      input: path.join(project.dir, 'main.js'),
      logLevel: 'warn',
      plugins: [unwasi({ ...options, ...plugin })],
      output: output(project),
    })
    return rollupLike(watcher as EventSource, project, report, 'main.js')
  },
  async rolldown(project, report, plugin) {
    const watcher = watchRolldown({
      input: path.join(project.dir, 'main.js'),
      platform: 'node',
      logLevel: 'warn',
      plugins: [unwasi({ ...options, ...plugin })],
      output: output(project),
    })
    return rollupLike(watcher as unknown as EventSource, project, report, 'main.js')
  },
  async webpack(project, report, plugin) {
    const compiler = webpack(webpackConfig(project, { ...node, plugins: [unwasiWebpack({ ...options, ...plugin })] }))
    if (!compiler) throw new Error('webpack made no compiler')
    return webpackLike(compiler, project, report)
  },
  async rspack(project, report, plugin) {
    return webpackLike(
      rspack(rspackConfig(project, { ...node, plugins: [unwasiRspack({ ...options, ...plugin })] })),
      project,
      report,
    )
  },
  async esbuild(project, report, plugin) {
    const config = esbuildOptions(project, {
      format: 'esm',
      platform: 'node',
      plugins: [unwasiEsbuild({ ...options, ...plugin })],
    })
    const reporter = {
      name: 'report',
      setup: (build: { onEnd(callback: (result: { errors: { text: string }[] }) => void): void }) =>
        build.onEnd(({ errors }) => report(errors[0]?.text)),
    }
    const building = await context({ ...config, plugins: [...config.plugins, reporter] })
    await building.watch()
    return { entry: path.join(project.dir, 'dist/main.js'), close: () => building.dispose() }
  },
  async farm(project, report, plugin) {
    return startFarm(project, report, plugin)
  },
}

/** Farm runs in a separate process, because it reports the result of a build only by printing it. */
function startFarm(project: Project, report: Report, plugin: Options | undefined): Watcher {
  const script = fileURLToPath(new URL('./build-farm.mjs', import.meta.url))
  const { farm, ...others } = farmConfig(project, { plugin })
  // Farm takes a port even if it serves nothing, and fails if another process has the same.
  const server = { port: 20_000 + Math.floor(Math.random() * 10_000) }
  const config = JSON.stringify({ ...others, farm: { ...farm, server }, watch: true })
  const child = spawn(process.execPath, [script, config, path.join(project.dir, 'result.json')], {
    env: { ...process.env, NO_COLOR: '1', NODE_ENV: undefined },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const listen = (chunk: Buffer) => {
    const text = chunk.toString()
    if (text.includes('Build completed')) report()
    else if (text.includes('Error')) report(text)
  }
  child.stdout.on('data', listen)
  child.stderr.on('data', listen)
  const exited = new Promise((resolve) => child.once('close', resolve))
  const close = () => {
    child.kill()
    return exited
  }
  return { entry: path.join(project.dir, 'dist/main.js'), close }
}

function output(project: Project) {
  return { dir: path.join(project.dir, 'dist'), format: 'es' } as const
}

interface EventSource {
  on(name: 'event', listener: (event: RollupWatcherEvent) => void): unknown
  close(): Promise<void>
}

function rollupLike(watcher: EventSource, project: Project, report: Report, entry: string): Watcher {
  // END also follows ERROR.
  let failure: unknown
  watcher.on('event', (event) => {
    if (event.code === 'BUNDLE_END' || event.code === 'ERROR') void event.result?.close()
    if (event.code === 'START') failure = undefined
    if (event.code === 'ERROR') failure = event.error
    if (event.code === 'END') report(failure)
  })
  return { entry: path.join(project.dir, 'dist', entry), close: () => watcher.close() }
}

interface Compiler {
  watch(
    options: object,
    handler: (error: Error | null, stats?: { hasErrors(): boolean; toString(options: object): string }) => void,
  ): unknown
  close(done: () => void): void
}

function webpackLike(compiler: Compiler, project: Project, report: Report): Watcher {
  compiler.watch({ aggregateTimeout: 20 }, (error, stats) => {
    report(error ?? (stats?.hasErrors() ? stats.toString({ all: false, errors: true }) : undefined))
  })
  return {
    entry: path.join(project.dir, 'dist', node.output.filename),
    close: () => new Promise<void>((resolve) => compiler.close(resolve)),
  }
}
