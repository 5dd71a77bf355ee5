// Bundlers that build a page.
import { json } from '../files.js'
import { form, page, script, tsconfig } from '../page.js'
import type { Scene, Script, Template } from '../template.js'

const DEV = 'starts a development server. The page follows your edits, those of the program too'
const BUILD = 'writes the page to `dist`, which any web server can serve'

const typesOf = ({ typescript }: Scene, plugin: string) => typescript && { 'tsconfig.json': json(tsconfig(plugin)) }

/** The page as a template, into which the bundler puts the script. */
const template = (scene: Scene) => ({
  'index.html': page(scene, form(scene)),
  [`src/main.${scene.script}`]: script(scene, 'src/main'),
})

const webpack: Template = {
  title: 'webpack',
  plugin: '@unwasi/webpack',
  typescript: 'on request',
  about: 'This project is a page without a framework, built by webpack.',
  packages: ['html-webpack-plugin', 'webpack', 'webpack-cli', 'webpack-dev-server'],
  typescriptPackages: ['@swc/core', 'swc-loader', 'typescript'],
  scripts: ({ typescript }) => [
    { name: 'dev', runs: 'webpack serve --mode development', does: DEV },
    { name: 'build', runs: `${typescript ? 'tsc && ' : ''}webpack --mode production`, does: BUILD },
  ],
  ignored: ['dist/'],
  files: (scene) => ({
    ...template(scene),
    'webpack.config.js': `import unwasi from '@unwasi/webpack'
import HtmlWebpackPlugin from 'html-webpack-plugin'

export default {
  entry: './src/main.${scene.script}',
  output: { filename: '[name].[contenthash].js', clean: true },
${scene.types(`  resolve: { extensions: ['.ts', '.js'] },
  module: {
    rules: [{ test: /\\.ts$/, include: /[/\\\\]src[/\\\\]/, loader: 'swc-loader', options: { jsc: { parser: { syntax: 'typescript' } } } }],
  },
`)}  // Warnings are in the terminal and the console, and do not cover the page.
  devServer: { client: { overlay: { warnings: false } } },
  plugins: [new HtmlWebpackPlugin({ template: './index.html' }), unwasi(${scene.options})],
}
`,
    ...typesOf(scene, '@unwasi/webpack'),
  }),
}

const rspack: Template = {
  title: 'Rspack',
  plugin: '@unwasi/webpack',
  typescript: 'default',
  about: 'This project is a page without a framework, built by Rspack.',
  packages: ['@rspack/cli', '@rspack/core', '@rspack/dev-server'],
  typescriptPackages: ['typescript'],
  scripts: ({ typescript }) => [
    { name: 'dev', runs: 'rspack serve', does: DEV },
    { name: 'build', runs: `${typescript ? 'tsc && ' : ''}rspack build --mode production`, does: BUILD },
    { name: 'preview', runs: 'rspack preview', does: 'serves what `build` has written' },
  ],
  ignored: ['dist/'],
  files: (scene) => ({
    ...template(scene),
    'rspack.config.js': `import { defineConfig } from '@rspack/cli'
import { HtmlRspackPlugin } from '@rspack/core'
import unwasi from '@unwasi/webpack/rspack'

export default defineConfig({
  entry: './src/main.${scene.script}',
  output: { filename: '[name].[contenthash].js', clean: true },
${scene.types(`  resolve: { extensions: ['.ts', '.js'] },
  module: {
    rules: [{ test: /\\.ts$/, include: /[/\\\\]src[/\\\\]/, loader: 'builtin:swc-loader', options: { jsc: { parser: { syntax: 'typescript' } } } }],
  },
`)}  plugins: [new HtmlRspackPlugin({ template: './index.html' }), unwasi(${scene.options})],
})
`,
    ...typesOf(scene, '@unwasi/webpack'),
  }),
}

const esbuildScripts = ({ typescript }: Scene): Script[] => [
  { name: 'dev', runs: 'node build.js --serve', does: DEV },
  { name: 'build', runs: `${typescript ? 'tsc && ' : ''}node build.js`, does: BUILD },
  { name: 'preview', runs: 'esbuild --servedir=dist', does: 'serves what `build` has written' },
]

const esbuild: Template = {
  title: 'esbuild',
  plugin: '@unwasi/esbuild',
  typescript: 'default',
  about: 'This project is a page without a framework, built by esbuild.',
  packages: ['esbuild'],
  typescriptPackages: ['typescript'],
  scripts: esbuildScripts,
  ignored: ['dist/'],
  files: (scene) => ({
    'src/index.html': page(scene, `${form(scene)}<script type="module" src="./main.js"></script>`),
    [`src/main.${scene.script}`]: script(scene, 'src/main'),
    'build.js': `import { rm } from 'node:fs/promises'

import unwasi from '@unwasi/esbuild'
import { build, context } from 'esbuild'

const serves = process.argv.includes('--serve')

/** @type {import('esbuild').BuildOptions} */
const options = {
  entryPoints: ['src/main.${scene.script}', 'src/index.html'],
  loader: { '.html': 'copy' },
  bundle: true,
  format: 'esm',
  target: 'es2022',
  outdir: 'dist',
  logLevel: 'info',
  plugins: [unwasi(${scene.options})],
}

await rm('dist', { recursive: true, force: true })
if (serves) {
  const watched = await context({
    ...options,
    // The page is reloaded after each build.
    banner: { js: "new EventSource('/esbuild').addEventListener('change', () => location.reload())" },
  })
  await watched.watch()
  await watched.serve({ servedir: 'dist' })
} else {
  await build({ ...options, minify: true })
}
`,
    ...typesOf(scene, '@unwasi/esbuild'),
  }),
}

export const bundlers = { webpack, rspack, esbuild }
