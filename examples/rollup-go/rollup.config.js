import unwasi from '@unwasi/rollup'

export default {
  input: 'main.js',
  output: { dir: 'dist', format: 'es' },
  // Without Go, a build of the program is used instead.
  plugins: [unwasi({ toolchains: { fallback: './main.wasm' } })],
}
