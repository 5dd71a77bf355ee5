import unwasi from '@unwasi/vite'
import { defineConfig } from 'vite'

import { prepareGuests } from './prepare.mjs'

await prepareGuests()

export default defineConfig({
  // The page works under any address, such as /unwasi/playground/.
  base: './',
  plugins: [unwasi()],
  build: {
    target: 'es2022',
    // The policy of the page allows no data: URLs for anything but images.
    assetsInlineLimit: 0,
    rolldownOptions: { input: ['index.html', 'fetch.html'] },
  },
  worker: { format: 'es', plugins: () => [unwasi()] },
})
