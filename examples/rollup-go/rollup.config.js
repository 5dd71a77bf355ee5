import unwasi from '@unwasi/rollup'

export default {
  input: 'main.js',
  output: { dir: 'dist', format: 'es' },
  plugins: [unwasi()],
}
