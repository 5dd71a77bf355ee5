import unwasi from '@unwasi/vite'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [unwasi()],
  build: { target: 'es2022' },
})
