// The JavaScript that each package publishes. Loading fifty small files takes longer than what they do, in Node as in a page, so each
// package has few files. What runs in users' programs and builds is not minified, because people step through it.
import path from 'node:path'
import { runInNewContext } from 'node:vm'

import { root } from '../steps.mjs'
import { builtins } from './builtins.mjs'
import { inBrowsers, inside, rest, unpluginAtHome, vendoredBeside, vendoredInCore } from './inside.mjs'
import { notices } from './notices.mjs'

/** The folder of what tsc wrote for a package. Its bundles are in a folder there, as deep as the sources' folders. */
export const distOf = (name) => path.join(root, 'packages', name, 'dist')

/**
 * The options of rolldown for a bundle.
 * @param {string} name the folder of the package
 * @param {string[]} entries modules in the package's `dist`, without an extension
 */
function bundle(name, entries, { output, plugins = [], platform = 'node' } = {}) {
  return {
    input: Object.fromEntries(entries.map((entry) => [entry, path.join(distOf(name), `${entry}.js`)])),
    cwd: root,
    platform,
    external: [/^node:/],
    plugins: [...plugins, rest, notices],
    output: {
      dir: path.join(distOf(name), 'bundle'),
      format: 'esm',
      chunkFileNames: '[name].js',
      minifyInternalExports: false,
      ...output,
    },
  }
}

/** What several entries of a package use is in one further file. Modules that do not pass the test stay in separate files. */
const shared = (name, test) => ({ codeSplitting: { groups: [{ name, test, minShareCount: 2 }] } })

/** What is needed before there is something to build. */
const ofToolchains = ['frame', 'options', 'source'].map((entry) =>
  inside(`@unwasi/toolchains/${entry}`, `toolchains/dist/${entry}.js`),
)
const ours = [
  inside('@unwasi/unplugin', 'unplugin/dist/index.js'),
  inside('@unwasi/core/text', 'core/dist/text.js'),
  ...ofToolchains,
]
const plugin = (name, entries, output, plugins = []) => bundle(name, entries, { plugins: [...ours, ...plugins], output })
/** What is imported on demand is in the same file, but is evaluated on demand. */
const oneFile = { codeSplitting: false }

/** Replaces constants such as `2 ** 20` by their values: esbuild keeps those that a program does not use. */
const constants = {
  name: 'constants',
  renderChunk: (code) =>
    code.replaceAll(/^(const [\w$]+ = )([\d n()<*-]*(?:<<|\*\*)[\d n()<*-]*);$/gm, (_, start, sum) => {
      const value = runInNewContext(sum)
      return `${start}${value}${typeof value === 'bigint' ? 'n' : ''};`
    }),
}

/**
 * The command starts in a few dozen milliseconds, of which parsing is a part. So comments are left out and names are short, but lines
 * stay: Node prints the line of an unexpected error.
 */
const command = {
  comments: { jsdoc: false, annotation: false, legal: true },
  minify: { compress: true, mangle: true, codegen: { removeWhitespace: false } },
}
/**
 * What `unwasi run` loads is in two files, because each file takes Node up to a millisecond: `run` has what commands share, and `program`
 * core's part and the runtime's part for core modules, which only the thread that runs the program loads. Node's compile cache keeps them.
 * It does not keep what is loaded before, which is only what finds the cache. A group has the modules named here and what they import.
 */
const commandGroups = [
  ['cache', ['cli', 'cache']],
  ['run', ['cli', 'main'], ['cli', 'input'], ['cli', 'commands/run']],
  ['program', ['cli', 'run-program'], ['core', 'describe'], ['runtime', 'index.run']],
  ['components', ['core', 'classify'], ['core', 'transpile/component']],
].map(([name, ...modules], index) => {
  const ids = modules.map(([of, module]) => path.join(distOf(of), `${module}.js`))
  return { name, test: (id) => ids.includes(id), priority: 10 - index }
})

/** Core for Node, or with another folder and plugins for browsers. Plugins load `errors` without the rest, which they load with the first guest. */
const core = (folder, platform, ...plugins) => ({
  ...bundle('core', ['index', 'errors', 'text'], {
    platform,
    plugins: [...plugins, vendoredBeside],
    output: { ...shared('shared', /[/\\](?!errors|text)[\w-]+\.js$/), dir: path.join(distOf('core'), folder) },
  }),
  // What the command loads on demand is here in one file with the rest.
  checks: { ineffectiveDynamicImport: false },
})

/** @type {import('rolldown').RolldownOptions[]} */
export const bundles = [
  bundle('runtime', ['index', 'index.browser', 'node'], {
    platform: 'neutral',
    plugins: [constants],
    output: shared('shared'),
  }),
  core('bundle', 'node'),
  core('browser', 'browser', inBrowsers),
  bundle('cli', ['start'], {
    plugins: [
      inside('@unwasi/core', 'core/dist/index.run.js', { onDemand: 'core/dist/index.js' }),
      inside('@unwasi/core/text', 'core/dist/text.js'),
      inside('@unwasi/runtime', 'runtime/dist/index.run.js', { onDemand: 'runtime/dist/index.js' }),
      inside('@unwasi/runtime/node', 'runtime/dist/node.js'),
      ...ofToolchains,
      vendoredInCore,
      builtins,
    ],
    output: { ...command, codeSplitting: { groups: commandGroups } },
  }),
  bundle('toolchains', ['index', 'frame', 'installed', 'options', 'source'], { output: shared('shared') }),
  // A build uses one of these entries, and loads nothing that only another one needs.
  ...['esbuild', 'rollup', 'vite', 'webpack'].map((name) => plugin(name, ['index'], oneFile)),
  ...['rspack', 'next'].map((entry) => plugin('webpack', [entry], oneFile)),
  plugin('webpack', ['loader', 'asset-loader', 'unclaimed-loader'], shared('loaders')),
  plugin('node', ['index', 'register', 'jest', 'hooks', 'worker'], shared('shared')),
  // Jest runs CommonJS, and its DOM environments have neither of these classes.
  bundle('node', ['jest-runtime'], {
    plugins: [inside('@unwasi/runtime', 'runtime/dist/index.js'), inside('@unwasi/runtime/node', 'runtime/dist/node.js')],
    output: {
      ...oneFile,
      format: 'cjs',
      entryFileNames: '[name].cjs',
      intro: "const { TextDecoder, TextEncoder } = process.getBuiltinModule('node:util')",
    },
  }),
  plugin('unplugin', ['index'], oneFile, [unpluginAtHome]),
  ...['farm', 'bun'].map((entry) => plugin('unplugin', [entry], oneFile)),
  // Pages import what makes a project's files. The command loads its questions only in a terminal.
  bundle('create', ['main', 'templates'], {
    plugins: [inside('@unwasi/toolchains/installed', 'toolchains/dist/installed.js')],
    output: shared('project', /create[/\\]dist[/\\]project[/\\]/),
  }),
]
