import { sveltekit } from '@sveltejs/kit/vite'
import unwasi from '@unwasi/vite'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [sveltekit(), unwasi()],
})
