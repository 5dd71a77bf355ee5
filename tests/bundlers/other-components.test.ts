import path from 'node:path'

import unwasiEsbuild from '@unwasi/esbuild'
import unwasi from '@unwasi/rollup'
import unwasiVite from '@unwasi/vite'
import { build as buildWithEsbuild } from 'esbuild'
import { rolldown } from 'rolldown'
import { rollup } from 'rollup'
import { build as buildVite8 } from 'vite'
import { build as buildVite7 } from 'vite7'
import { expect, test } from 'vitest'

import { options } from './harness/built.js'
import { execute } from './harness/execute.js'
import { makeProject, type Project } from './harness/project.js'
import { buildRspack, buildWebpack } from './harness/webpack.js'

// Other plugins have the query `?component`, too, such as those for SVG. Their imports must reach them.

const files = {
  'main.js': `
    import icon from './icon.svg?component'
    import withoutExtension from './icon?component'
    import inPackage from 'icons?component'
    import inFolder from './icons?component'
    console.log([icon, withoutExtension, inPackage, inFolder].map((text) => text.trim()).join())`,
  'icon.svg': 'icon',
  'icons/index.svg': 'folder',
  'node_modules/icons/package.json': '{ "name": "icons", "main": "index.svg" }',
  'node_modules/icons/index.svg': 'package',
}
const texts: Record<string, string> = { './icons?component': 'folder', 'icons?component': 'package' }

/** A plugin for bundlers with Rollup's interface. In Vite, it must come before Vite's own plugins. */
const icons = {
  name: 'icons',
  enforce: 'pre' as const,
  resolveId: (source: string) => (source.endsWith('?component') ? `\0icon:${source}` : undefined),
  load: (id: string) =>
    id.startsWith('\0icon:') ? `export default ${JSON.stringify(texts[id.replace('\0icon:', '')] ?? 'icon')}` : undefined,
}

const output = (project: Project) => ({ dir: path.join(project.dir, 'dist'), format: 'es' as const })
const input = (project: Project) => path.join(project.dir, 'main.js')

const webpackLike = {
  target: 'node',
  resolve: { extensions: ['.svg', '.js'], mainFiles: ['index'] },
  output: { filename: 'main.js', library: { type: 'module' }, module: true, chunkFormat: 'module' },
  module: {
    rules: [
      { test: /\.js$/, resolve: { fullySpecified: false } },
      { test: /\.svg$/, resourceQuery: /component/, type: 'asset/source' },
    ],
  },
} as const

const builds: Record<string, (project: Project) => Promise<unknown>> = {
  async rollup(project) {
    await (await rollup({ input: input(project), plugins: [unwasi(options), icons] })).write(output(project))
  },
  async rolldown(project) {
    await (await rolldown({ input: input(project), plugins: [unwasi(options), icons] })).write(output(project))
  },
  vite8: (project) =>
    buildVite8({
      root: project.dir,
      configFile: false,
      logLevel: 'warn',
      build: { ssr: 'main.js' },
      plugins: [unwasiVite(options), icons],
    }),
  vite7: (project) =>
    buildVite7({
      root: project.dir,
      configFile: false,
      logLevel: 'warn',
      build: { ssr: 'main.js' },
      plugins: [unwasiVite(options), icons],
    }),
  webpack: (project) => buildWebpack(project, { ...webpackLike, experiments: { outputModule: true } } as object),
  rspack: (project) => buildRspack(project, webpackLike as object),
  esbuild: (project) =>
    buildWithEsbuild({
      absWorkingDir: project.dir,
      entryPoints: ['main.js'],
      bundle: true,
      format: 'esm',
      outdir: 'dist',
      plugins: [
        unwasiEsbuild(options),
        {
          name: 'icons',
          setup(build) {
            build.onResolve({ filter: /\?component$/ }, ({ path }) => ({ path, namespace: 'icon' }))
            build.onLoad({ filter: /.*/, namespace: 'icon' }, ({ path }) => ({ contents: texts[path] ?? 'icon', loader: 'text' }))
          },
        },
      ],
    }),
}

test.each(Object.keys(builds))("%s: imports of other plugins' components reach their own plugin", async (bundler) => {
  const project = makeProject(files)
  await builds[bundler]!(project)
  const printed = { exitCode: 0, stdout: 'icon,icon,package,folder\n', stderr: '' }
  expect(await execute(path.join(project.dir, 'dist/main.js'), [])).toEqual(printed)
  project.remove()
})
