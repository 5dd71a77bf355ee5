import unwasi from '@unwasi/webpack'

export default {
  mode: 'production',
  target: 'node20',
  entry: './main.js',
  experiments: { outputModule: true },
  output: { filename: 'main.js', module: true, chunkFormat: 'module', clean: true },
  plugins: [unwasi()],
}
