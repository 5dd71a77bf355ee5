// Builds main.js in the folder in argv for Node, with the lowest supported version of a bundler. Prints the warnings.
import path from 'node:path'

const [bundler, root] = process.argv.slice(2)
const entry = path.join(root, 'main.js')
const dist = path.join(root, 'dist')

const load = async (specifier) => (await import(specifier)).default

function compile(compiler, plugin, options) {
  const config = {
    ...{ context: root, entry: './main.js', mode: 'production', target: 'node', devtool: false, performance: false },
    ...{ output: { path: dist, filename: 'main.cjs' }, plugins: [plugin] },
    ...options,
  }
  return new Promise((resolve, reject) => {
    compiler(config, (error, stats) => {
      if (error || stats.hasErrors()) reject(error ?? new Error(stats.toString('errors-only')))
      else resolve(stats.toJson({ all: false, warnings: true }).warnings.map(({ message }) => console.warn(message)))
    })
  })
}

const builds = {
  async vite() {
    const [{ build }, unwasi] = [await import('vite-lowest'), await load('@unwasi/vite')]
    await build({ root, configFile: false, logLevel: 'warn', build: { ssr: 'main.js' }, plugins: [unwasi()] })
  },
  async webpack() {
    // Later versions do this by themselves.
    const options = { experiments: { topLevelAwait: true } }
    await compile(await load('webpack-lowest'), (await load('@unwasi/webpack'))(), options)
  },
  async rspack() {
    const { rspack } = await import('rspack-lowest')
    await compile(rspack, (await load('@unwasi/webpack/rspack'))())
  },
  async esbuild() {
    const [{ build }, unwasi] = [await import('esbuild-lowest'), await load('@unwasi/esbuild')]
    const options = { absWorkingDir: root, bundle: true, format: 'esm', logLevel: 'warning', outdir: 'dist', platform: 'node' }
    await build({ ...options, entryPoints: ['main.js'], plugins: [unwasi()] })
  },
  async rollup() {
    const [{ rollup }, unwasi] = [await import('rollup-lowest'), await load('@unwasi/rollup')]
    const bundle = await rollup({ input: entry, external: /^node:/, logLevel: 'warn', plugins: [unwasi()] })
    await bundle.write({ dir: dist, format: 'es' })
  },
  async rolldown() {
    const [{ rolldown }, unwasi] = [await import('rolldown-lowest'), await load('@unwasi/rollup')]
    const bundle = await rolldown({ input: entry, platform: 'node', logLevel: 'warn', plugins: [unwasi()] })
    await bundle.write({ dir: dist, format: 'es' })
    await bundle.close()
  },
  async farm() {
    const [{ build }, unwasi] = [await import('farm-lowest'), await load('@unwasi/unplugin/farm')]
    const output = { path: 'dist', targetEnv: 'node', format: 'esm' }
    await build({ root, compilation: { input: { main: './main.js' }, output, persistentCache: false }, plugins: [unwasi()] })
  },
  async bun() {
    const unwasi = await load('@unwasi/unplugin/bun')
    await Bun.build({ root, entrypoints: [entry], outdir: dist, target: 'node', plugins: [unwasi()] })
  },
}

await builds[bundler]()
