import type { Options } from '@unwasi/core'
import unwasiEsbuild from '@unwasi/esbuild'
import unwasiWebpack from '@unwasi/webpack'
import unwasiRspack from '@unwasi/webpack/rspack'

import { options, type Built } from './harness/built.js'
import { buildBun } from './harness/bun.js'
import { buildEsbuild } from './harness/esbuild.js'
import { buildFarm } from './harness/farm.js'
import type { Project } from './harness/project.js'
import { buildRolldown, buildRollup } from './harness/rollup.js'
import { buildVite } from './harness/vite.js'
import { buildRspack, buildWebpack, loaderRule } from './harness/webpack.js'

/** One way to build one program for Node. */
export interface Row {
  bundler: string
  /** What distinguishes this row. */
  label: string
  build(project: Project): Promise<Built>
  /** Every `.wasm` file in the output must match this name. */
  assets: RegExp
  /** The number of `.wasm` files in the output. Default: 1, the guest. */
  count?: number
  /** The specifier that the program imports. Default: `./main.wasm?component`. */
  specifier?: string
}

const hashed = /^[\w-]+-[\w-]{8}\.wasm$/
const inAssets = /^assets\/[\w-]+-[\w-]{8}\.wasm$/
const webpackHash = /^[0-9a-f]{16,20}\.wasm$/

const node = { target: 'node', output: { filename: 'main.cjs' } } as const
const esm = { module: true, chunkFormat: 'module', library: { type: 'module' } } as const

export const rows: Row[] = [
  ...(['vite8', 'vite7'] as const).flatMap((vite): Row[] => [
    {
      bundler: vite,
      label: 'ssr',
      build: (project) => buildVite(vite, project, { build: { ssr: 'main.js' } }, 'main.js'),
      assets: inAssets,
    },
    {
      bundler: vite,
      label: 'ssr, ssrEmitAssets, own names',
      build: (project) =>
        buildVite(
          vite,
          project,
          {
            build: {
              ssr: 'main.js',
              ssrEmitAssets: true,
              rollupOptions: { output: { entryFileNames: 'server/[name].mjs', assetFileNames: 'wasm/[name]-[hash][extname]' } },
            },
          },
          'server/main.mjs',
        ),
      assets: /^wasm\/[\w-]+-[\w-]{8}\.wasm$/,
    },
    {
      bundler: vite,
      label: 'ssr, cjs',
      build: (project) =>
        buildVite(
          vite,
          project,
          { build: { ssr: 'main.js', rollupOptions: { output: { format: 'cjs', entryFileNames: '[name].cjs' } } } },
          'main.cjs',
        ),
      assets: inAssets,
    },
    {
      bundler: vite,
      label: 'library',
      build: (project) =>
        buildVite(vite, project, { build: { lib: { entry: 'main.js', formats: ['es'], fileName: 'main' } } }, 'main.js'),
      assets: /^main\.wasm$/,
    },
  ]),
  {
    bundler: 'webpack',
    label: 'node, cjs',
    build: (project) => buildWebpack(project, { target: 'node', output: { filename: 'main.cjs' } }, 'main.cjs'),
    assets: webpackHash,
  },
  {
    bundler: 'webpack',
    label: 'node, module, own names',
    build: (project) =>
      buildWebpack(project, {
        target: 'node',
        experiments: { outputModule: true },
        output: { ...esm, assetModuleFilename: 'wasm/[name]-[contenthash][ext]' },
      }),
    assets: /^wasm\/[\w-]+-[0-9a-f]{20}\.wasm$/,
  },
  {
    bundler: 'webpack',
    label: 'node, development',
    build: (project) =>
      buildWebpack(project, { target: 'node', mode: 'development', output: { filename: 'main.cjs' } }, 'main.cjs'),
    assets: webpackHash,
  },
  {
    bundler: 'webpack',
    label: "node, the site's public path, packages external",
    // Next.js and many others configure their servers like this.
    build: (project) =>
      buildWebpack(
        project,
        {
          target: 'node',
          externals: /^\w/,
          module: { parser: { javascript: { url: 'relative' } }, generator: { asset: { emit: false } } },
          output: { filename: 'server/main.cjs', publicPath: '/static/' },
        },
        'server/main.cjs',
      ),
    assets: webpackHash,
  },
  {
    bundler: 'webpack',
    label: 'loader alone',
    build: (project) =>
      buildWebpack(
        project,
        { target: 'node', plugins: [], module: { rules: [loaderRule] }, output: { filename: 'main.cjs' } },
        'main.cjs',
      ),
    assets: webpackHash,
  },
  {
    bundler: 'webpack',
    label: 'beside asyncWebAssembly',
    build: (project) =>
      buildWebpack(
        project,
        {
          target: 'node',
          experiments: { asyncWebAssembly: true },
          module: { rules: [{ test: /\.wasm$/, type: 'webassembly/async' }] },
          output: { filename: 'main.cjs' },
        },
        'main.cjs',
      ),
    assets: webpackHash,
  },
  {
    bundler: 'rspack',
    label: 'node, cjs',
    build: (project) => buildRspack(project, { target: 'node', output: { filename: 'main.cjs' } }, 'main.cjs'),
    assets: webpackHash,
  },
  {
    bundler: 'rspack',
    label: "node, the site's public path",
    build: (project) =>
      buildRspack(
        project,
        { target: 'node', output: { filename: 'server/main.cjs', publicPath: '/static/' } },
        'server/main.cjs',
      ),
    assets: webpackHash,
  },
  {
    bundler: 'rspack',
    label: 'node, module',
    build: (project) => buildRspack(project, { target: 'node', output: esm }),
    assets: webpackHash,
  },
  {
    bundler: 'rspack',
    label: "webpack's plugin",
    build: (project) => buildRspack(project, { ...node, plugins: [unwasiWebpack(options)] }, 'main.cjs'),
    assets: webpackHash,
  },
  {
    bundler: 'esbuild',
    label: 'esm, outdir',
    build: (project) => buildEsbuild(project, { format: 'esm', platform: 'node' }),
    assets: hashed,
  },
  {
    bundler: 'esbuild',
    label: 'esm, outfile, minified',
    build: (project) => buildEsbuild(project, { format: 'esm', platform: 'node', outfile: 'dist/main.js', minify: true }),
    assets: hashed,
  },
  {
    bundler: 'esbuild',
    label: 'cjs, own names',
    build: (project) =>
      buildEsbuild(
        project,
        { platform: 'node', assetNames: 'wasm/[name]-[hash]', entryNames: 'bin/[name]', outExtension: { '.js': '.cjs' } },
        'bin/main.cjs',
      ),
    assets: /^wasm\/[\w-]+-[\w-]{8}\.wasm$/,
  },
  {
    bundler: 'esbuild',
    label: 'cjs, neutral',
    build: (project) =>
      buildEsbuild(project, { format: 'cjs', platform: 'neutral', outExtension: { '.js': '.cjs' } }, 'main.cjs'),
    assets: hashed,
  },
  {
    bundler: 'esbuild',
    label: 'write: false',
    build: (project) => buildEsbuild(project, { format: 'esm', platform: 'neutral', write: false }),
    assets: hashed,
  },
  {
    bundler: 'esbuild',
    label: 'iife on node',
    build: (project) => buildEsbuild(project, { format: 'iife', platform: 'node', outExtension: { '.js': '.cjs' } }, 'main.cjs'),
    assets: hashed,
  },
  { bundler: 'rollup', label: 'es', build: (project) => buildRollup(project, { format: 'es' }), assets: inAssets },
  {
    bundler: 'rollup',
    label: 'cjs, own names',
    build: (project) =>
      buildRollup(
        project,
        { format: 'cjs', entryFileNames: 'bin/[name].cjs', assetFileNames: 'wasm/[hash][extname]' },
        { entry: 'bin/main.cjs' },
      ),
    assets: /^wasm\/[\w-]+\.wasm$/,
  },
  {
    bundler: 'rollup',
    label: 'es, one file',
    build: (project) => buildRollup(project, { format: 'es', file: 'main.js' }),
    assets: inAssets,
  },
  {
    bundler: 'rolldown',
    label: 'cjs, one file',
    build: (project) => buildRolldown(project, { format: 'cjs', file: 'main.cjs' }, { entry: 'main.cjs' }),
    assets: inAssets,
  },
  {
    bundler: 'rolldown',
    label: 'es',
    build: (project) => buildRolldown(project, { format: 'es' }, { platform: 'node' }),
    assets: inAssets,
  },
  {
    bundler: 'rolldown',
    label: 'cjs, own names',
    build: (project) =>
      buildRolldown(
        project,
        { format: 'cjs', entryFileNames: 'bin/[name].cjs', assetFileNames: 'wasm/[hash][extname]' },
        { entry: 'bin/main.cjs' },
      ),
    assets: /^wasm\/[\w-]+\.wasm$/,
  },
  {
    bundler: 'farm',
    label: 'node, esm',
    build: (project) => buildFarm(project, {}),
    assets: /^main\.[0-9a-f]{8}\.wasm$/,
  },
  {
    bundler: 'farm',
    label: 'node, cjs, own names',
    build: (project) =>
      buildFarm(
        project,
        { output: { format: 'cjs', entryFilename: '[entryName].cjs', assetsFilename: 'wasm/[resourceName].[ext]' } },
        { entry: 'main.cjs' },
      ),
    assets: /^wasm\/main\.[0-9a-f]{8}\.wasm$/,
  },
  {
    bundler: 'farm',
    label: "node, development, the site's public path",
    build: (project) => buildFarm(project, { mode: 'development', output: { publicPath: '/static/' } }),
    assets: /^main\.[0-9a-f]{8}\.wasm$/,
  },
  { bundler: 'bun', label: 'node, esm', build: (project) => buildBun(project, {}), assets: /^main-[a-z0-9]{8}\.wasm$/ },
  {
    bundler: 'bun',
    label: 'node, cjs, minified',
    build: (project) => buildBun(project, { format: 'cjs', minify: true, naming: 'main.cjs' }, { entry: 'main.cjs' }),
    assets: /^main-[a-z0-9]{8}\.wasm$/,
  },
  {
    bundler: 'bun',
    label: 'node, esm, own names',
    build: (project) =>
      buildBun(
        project,
        { splitting: true, naming: { entry: 'bin/[name].mjs', chunk: 'chunks/[name]-[hash].mjs', asset: 'wasm/[hash].[ext]' } },
        { entry: 'bin/main.mjs' },
      ),
    assets: /^wasm\/[a-z0-9]{8}\.wasm$/,
  },
]

/** A build for Node with the given options of the plugin. `warnings` receives the warnings even if the build fails. */
type NodeBuild = (project: Project, plugin?: Options, warnings?: string[]) => Promise<Built>

/** The short list, for tests that do not depend on a bundler's configuration. */
export const nodeBuilds: Record<string, NodeBuild> = {
  vite8: (project, plugin, warnings) => buildVite('vite8', project, { build: { ssr: 'main.js' }, plugin }, 'main.js', warnings),
  vite7: (project, plugin, warnings) => buildVite('vite7', project, { build: { ssr: 'main.js' }, plugin }, 'main.js', warnings),
  webpack: (project, plugin, warnings) =>
    buildWebpack(project, { ...node, plugins: [unwasiWebpack({ ...options, ...plugin })] }, 'main.cjs', warnings),
  rspack: (project, plugin, warnings) =>
    buildRspack(project, { ...node, plugins: [unwasiRspack({ ...options, ...plugin })] }, 'main.cjs', warnings),
  esbuild: (project, plugin, warnings) =>
    buildEsbuild(
      project,
      { format: 'esm', platform: 'node', plugins: [unwasiEsbuild({ ...options, ...plugin })] },
      'main.js',
      warnings,
    ),
  rollup: (project, plugin, warnings) => buildRollup(project, { format: 'es', plugin }, { warnings }),
  rolldown: (project, plugin, warnings) => buildRolldown(project, { format: 'es', plugin }, { platform: 'node', warnings }),
  farm: (project, plugin, warnings) => buildFarm(project, { plugin }, { warnings }),
  bun: (project, plugin, warnings) => buildBun(project, { plugin }, { warnings }),
}

/** Builds with `?component&inline`, which give one file in every bundler. */
export const inlineRows: Row[] = Object.entries(nodeBuilds).map(([bundler, build]) => ({
  bundler,
  label: 'inline',
  build,
  specifier: './main.wasm?component&inline',
  assets: /^$/,
  count: 0,
}))
