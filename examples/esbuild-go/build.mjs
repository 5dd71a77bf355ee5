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
  plugins: [unwasi()],
})
