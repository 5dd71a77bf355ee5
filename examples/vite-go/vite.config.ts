import unwasi from '@unwasi/vite'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [unwasi()],
  build: { outDir: 'dist/site', target: 'es2022' },
})
