import { greeting, type Modules, type Row } from '../project.js'

const tests: Modules = { workspace: 'tests' }

/** A bundler's own command is in a package that the workspace does not need. */
const pack = (bundler: string, config: string) =>
  `node --input-type=module --eval "import bundler from '${bundler}'; import config from './${config}'; bundler({ mode: 'production', context: process.cwd(), ...config }, (error, stats) => { console.log(error ?? stats.toString()); process.exitCode = error || stats.hasErrors() ? 1 : 0 })"`

/** The page, for a bundler that only builds its script. Vite's preview serves it. */
function page(heading: string, command: string, script: string): Row {
  return {
    sections: [heading],
    modules: tests,
    files: {
      'dist/index.html': `<!doctype html><link rel="icon" href="data:,"><body><script type="module" src="${script}"></script></body>\n`,
    },
    runs: [{ name: 'build', commands: [command], server: 'vite preview --host 127.0.0.1 --port $PORT --strictPort', page: '' }],
  }
}

/** Node prints the program's output. */
const printed = (heading: string, command: string): Row => ({
  sections: [heading],
  modules: tests,
  runs: [{ name: 'build', commands: [command, 'node dist/index.js'], prints: greeting }],
})

export const rows: Row[] = [
  page('webpack', pack('webpack', 'webpack.config.js'), 'main.js'),
  page('Rspack', pack('@rspack/core', 'rspack.config.js'), 'main.js'),
  page('esbuild', 'node build.mjs', 'index.js'),
  printed('Rollup', 'rollup --config rollup.config.js'),
  // Without `platform`, Rolldown builds for browsers.
  page('Rolldown', 'rolldown --config rolldown.config.js', 'index.js'),
]
