// Programs for the command line, with a bundler and without one.
import { json } from '../files.js'
import { tsconfig } from '../page.js'
import type { Plugin, Scene, Script, Template } from '../template.js'

const BUILD = 'writes the program to `dist`'
const WATCH = 'builds again after each edit, those of the program too'

/** `Ada` is an argument for the program. */
const start = (runs: string): Script => ({
  name: 'start',
  runs,
  does: 'runs the program. Arguments follow two dashes: `npm start -- Ada`',
})

const main = (scene: Scene, file: string): string => `import run from '${scene.guest(file)}'

// What the program prints goes to this process's own output.
const { exitCode } = await run(process.argv.slice(2), { stdout: 'inherit', stderr: 'inherit' })
process.exitCode = exitCode
`

const files = (scene: Scene, plugin: Plugin, include = ['src']) => ({
  [`src/main.${scene.script}`]: main(scene, 'src/main'),
  ...(scene.typescript && { 'tsconfig.json': json(tsconfig(plugin, { dom: false, types: ['node'], include })) }),
})

const checked = (scene: Scene, build: string): string => (scene.typescript ? `tsc && ${build}` : build)

const shared = {
  typescriptPackages: ['typescript', '@types/node'],
  ignored: ['dist/'],
} as const

const rollup: Template = {
  ...shared,
  first: ['build', 'start'],
  title: 'Rollup',
  plugin: '@unwasi/rollup',
  typescript: 'never',
  about: 'This project is a program for Node, built by Rollup.',
  packages: ['rollup'],
  scripts: () => [
    { name: 'dev', runs: 'rollup --config --watch', does: WATCH },
    { name: 'build', runs: 'rollup --config', does: BUILD },
    start('node dist/main.js'),
  ],
  files: (scene) => ({
    ...files(scene, '@unwasi/rollup'),
    'rollup.config.js': `import unwasi from '@unwasi/rollup'

export default {
  input: 'src/main.js',
  output: { dir: 'dist', format: 'es' },
  external: /^node:/,
  plugins: [unwasi(${scene.options})],
}
`,
  }),
}

const rolldown: Template = {
  ...shared,
  first: ['build', 'start'],
  title: 'Rolldown',
  plugin: '@unwasi/rollup',
  typescript: 'default',
  about: 'This project is a program for Node, built by Rolldown.',
  packages: ['rolldown'],
  scripts: (scene) => [
    { name: 'dev', runs: 'rolldown --config --watch', does: WATCH },
    { name: 'build', runs: checked(scene, 'rolldown --config'), does: BUILD },
    start('node dist/main.js'),
  ],
  files: (scene) => ({
    ...files(scene, '@unwasi/rollup'),
    [`rolldown.config.js`]: `import unwasi from '@unwasi/rollup'
import { defineConfig } from 'rolldown'

export default defineConfig({
  input: 'src/main.${scene.script}',
  platform: 'node',
  output: { dir: 'dist', format: 'esm', cleanDir: true },
  plugins: [unwasi(${scene.options})],
})
`,
  }),
}

const farm: Template = {
  ...shared,
  first: ['build', 'start'],
  title: 'Farm',
  plugin: '@unwasi/unplugin',
  typescript: 'default',
  about: 'This project is a program for Node, built by Farm.',
  packages: ['@farmfe/cli', '@farmfe/core'],
  scripts: (scene) => [
    { name: 'dev', runs: 'farm watch', does: WATCH },
    { name: 'build', runs: checked(scene, 'farm build'), does: BUILD },
    start('node dist/main.js'),
  ],
  files: (scene) => ({
    ...files(scene, '@unwasi/unplugin'),
    'farm.config.js': `import { defineConfig } from '@farmfe/core'
import unwasi from '@unwasi/unplugin/farm'

export default defineConfig({
  compilation: {
    input: { main: './src/main.${scene.script}' },
    output: { targetEnv: 'node', format: 'esm' },
  },
  plugins: [unwasi(${scene.options})],
})
`,
  }),
}

const bun: Template = {
  ...shared,
  title: 'Bun',
  plugin: '@unwasi/unplugin',
  typescript: 'default',
  about: 'This project is a program for Bun, which has to be installed: https://bun.com.',
  packages: [],
  scripts: (scene) => [
    { name: 'dev', runs: `bun --preload ./preload.js src/main.${scene.script}`, does: 'runs the program without a build' },
    { name: 'build', runs: checked(scene, 'bun build.js'), does: BUILD },
    start('bun dist/main.js'),
  ],
  files: (scene) => ({
    ...files(scene, '@unwasi/unplugin'),
    'preload.js': `import unwasi from '@unwasi/unplugin/bun'
import { plugin } from 'bun'

plugin(unwasi(${scene.options}))
`,
    'build.js': `import unwasi from '@unwasi/unplugin/bun'

await Bun.build({
  entrypoints: ['./src/main.${scene.script}'],
  outdir: 'dist',
  target: 'bun',
  plugins: [unwasi(${scene.options})],
})
`,
  }),
}

/** Older versions of Node do not run TypeScript: https://nodejs.org/api/typescript.html */
const TYPESCRIPT_IN_NODE = '>=22.18.0'

const node: Template = {
  ...shared,
  title: 'Node',
  plugin: '@unwasi/node',
  typescript: 'on request',
  about: 'This project is a program for Node, without a bundler. `--import` gives Node the hooks for imports of WASI programs.',
  packages: [],
  scripts: ({ script, options, typescript }) => [
    start(`node --import ${options === '' ? '@unwasi/node' : './register.js'} src/main.${script}`),
    ...(typescript ? [{ name: 'check', runs: 'tsc', does: 'checks the types' }] : []),
  ],
  node: ({ typescript }) => (typescript ? TYPESCRIPT_IN_NODE : undefined),
  ignored: [],
  files: (scene) => ({
    ...files(scene, '@unwasi/node'),
    ...(scene.options !== '' && {
      'register.js': `import { register } from '@unwasi/node/register'

register(${scene.options})
`,
    }),
  }),
}

export const commands = { rollup, rolldown, farm, bun, node }
