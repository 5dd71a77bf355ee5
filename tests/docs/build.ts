import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

import type { Configuration as RspackConfiguration } from '@rspack/core'
import type { InputOptions as RolldownOptions, OutputOptions as RolldownOutput } from 'rolldown'
import type { InputOptions, OutputOptions } from 'rollup'
import type { Configuration } from 'webpack'

import { cache } from './folder.js'

/** What a build is for: Node, or a page whose script is the entry. */
export type Platform = 'node' | 'browser'

type Build = (dir: string, entry: string, platform: Platform) => Promise<string>

const options = { cache }

/** The path of the configuration that the page shows, if it shows one. */
function shownConfig(dir: string, name: string): string | undefined {
  const file = readdirSync(dir).find((file) => new RegExp(`^${name}\\.config\\.[cm]?[jt]s$`).test(file))
  return file && path.join(dir, file)
}

async function load<Config>(file: string | undefined): Promise<Config | undefined> {
  if (file === undefined) return undefined
  const { default: config } = (await import(pathToFileURL(file).href)) as { default: Config }
  return config
}

const output = (dir: string, entry: string, extension = 'js') => path.join(dir, 'dist', `${path.parse(entry).name}.${extension}`)

/** Bundlers are loaded when they are used, so that one recipe starts fast. */
const builds = {
  async esbuild(dir, entry, platform) {
    const [{ build }, { default: unwasi }] = [await import('esbuild'), await import('@unwasi/esbuild')]
    await build({
      absWorkingDir: dir,
      entryPoints: [entry],
      bundle: true,
      format: 'esm',
      logLevel: 'silent',
      outdir: 'dist',
      platform,
      // Node 20 does not know `using`.
      target: 'es2022',
      plugins: [unwasi(options)],
    })
    return output(dir, entry)
  },
  async vite(dir, entry, platform) {
    const [{ build }, { default: unwasi }] = [await import('vite'), await import('@unwasi/vite')]
    const config = shownConfig(dir, 'vite')
    await build({
      root: dir,
      logLevel: 'silent',
      configFile: config ?? false,
      ...(config === undefined && { plugins: [unwasi(options)] }),
      build: { outDir: 'dist', target: 'es2022', ...(platform === 'node' && { ssr: entry }) },
    })
    return platform === 'node' ? output(dir, entry) : path.join(dir, 'dist/index.html')
  },
  async webpack(dir, entry, platform) {
    const [{ default: webpack }, { default: unwasi }] = [await import('webpack'), await import('@unwasi/webpack')]
    const shown = await load<Configuration>(shownConfig(dir, 'webpack'))
    const config = { plugins: [unwasi(options)], ...compilation(dir, entry, platform), ...shown }
    return compile(webpack({ ...config, target: platform === 'node' ? 'node' : 'web' }), dir)
  },
  async rspack(dir, entry, platform) {
    const [{ rspack }, { default: unwasi }] = [await import('@rspack/core'), await import('@unwasi/webpack/rspack')]
    const shown = await load<RspackConfiguration>(shownConfig(dir, 'rspack') ?? shownConfig(dir, 'webpack'))
    const config = { plugins: [unwasi(options)], ...compilation(dir, entry, platform), ...shown }
    return compile(rspack({ ...config, target: platform === 'node' ? 'node' : 'web' }), dir)
  },
  async rollup(dir, entry) {
    const [{ rollup }, { default: unwasi }] = [await import('rollup'), await import('@unwasi/rollup')]
    const config = await load<InputOptions & { output: OutputOptions }>(shownConfig(dir, 'rollup'))
    const { output: where, ...shown } = config ?? { output: {}, plugins: [unwasi(options)] }
    const bundle = await rollup({
      ...shown,
      input: path.resolve(dir, inputOf(config) ?? entry),
      external: /^node:/,
      logLevel: 'silent',
    })
    await bundle.write({ ...where, dir: path.join(dir, 'dist') })
    return output(dir, entry)
  },
  async rolldown(dir, entry, platform) {
    const [{ rolldown }, { default: unwasi }] = [await import('rolldown'), await import('@unwasi/rollup')]
    const config = await load<RolldownOptions & { output: RolldownOutput }>(
      shownConfig(dir, 'rolldown') ?? shownConfig(dir, 'rollup'),
    )
    const { output: where, ...shown } = config ?? { output: {}, plugins: [unwasi(options)] }
    const bundle = await rolldown({ ...shown, input: path.resolve(dir, inputOf(config) ?? entry), platform, logLevel: 'silent' })
    await bundle.write({ ...where, dir: path.join(dir, 'dist') })
    await bundle.close()
    return output(dir, entry)
  },
  /** Node imports the program itself, with `--import @unwasi/node`. */
  hooks: (dir, entry) => Promise.resolve(path.join(dir, entry)),
  /** Node runs the entry unchanged. */
  none: (dir, entry) => Promise.resolve(path.join(dir, entry)),
} satisfies Record<string, Build>

export type Bundler = keyof typeof builds

/** Builds a project for a platform. Returns the script or the page to open. */
export function build(bundler: Bundler, dir: string, entry: string, platform: Platform): Promise<string> {
  const page = path.join(dir, 'index.html')
  if (platform === 'browser' && !existsSync(page)) writeFileSync(page, `<script type="module" src="./${entry}"></script>\n`)
  return builds[bundler](dir, entry, platform)
}

const inputOf = (config: { input?: unknown } | undefined) => (typeof config?.input === 'string' ? config.input : undefined)

function compilation(dir: string, entry: string, platform: Platform) {
  const filename = platform === 'node' ? 'main.cjs' : 'main.js'
  return {
    context: dir,
    entry: `./${entry}`,
    mode: 'production',
    performance: false,
    output: { path: path.join(dir, 'dist'), filename },
    // Minifying takes longer than the rest.
    optimization: { minimize: false },
  } as const
}

interface Compiler {
  options: { output: { filename?: unknown } }
  run(done: (error: Error | null, stats?: { hasErrors(): boolean; toString(options: object): string }) => void): void
  close(done: () => void): void
}

async function compile(compiler: Compiler | null, dir: string): Promise<string> {
  if (compiler === null) throw new Error('The compiler was not made.')
  await new Promise<void>((resolve, reject) => {
    compiler.run((error, stats) => {
      const problem =
        error ?? (stats?.hasErrors() === false ? undefined : new Error(stats?.toString({ all: false, errors: true })))
      compiler.close(() => (problem === undefined ? resolve() : reject(problem)))
    })
  })
  return path.join(dir, 'dist', String(compiler.options.output.filename))
}
