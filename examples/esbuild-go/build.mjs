import unwasi from '@unwasi/esbuild'
import { build } from 'esbuild'

await build({
  entryPoints: ['main.js'],
  bundle: true,
  format: 'esm',
  platform: 'node',
  outdir: 'dist',
  minify: true,
  logLevel: 'info',
  // Without Go, a build of the program is used instead.
  plugins: [unwasi({ toolchains: { fallback: './main.wasm' } })],
})
