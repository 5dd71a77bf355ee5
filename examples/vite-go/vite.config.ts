import unwasi from '@unwasi/vite'
import { defineConfig } from 'vite'

export default defineConfig({
  // Without Go, a build of the program is used instead.
  plugins: [unwasi({ toolchains: { fallback: './main.wasm' } })],
  build: { outDir: 'dist/site', target: 'es2022' },
})
