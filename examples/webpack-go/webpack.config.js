import unwasi from '@unwasi/webpack'

export default {
  mode: 'production',
  target: 'node20',
  entry: './main.js',
  experiments: { outputModule: true },
  output: { filename: 'main.js', module: true, chunkFormat: 'module', clean: true },
  // Without Go, a build of the program is used instead.
  plugins: [unwasi({ toolchains: { fallback: './main.wasm' } })],
}
