import path from 'node:path'

import unwasi from '@unwasi/vite'
import { defineConfig } from 'vite'

import { GO, thirdParty, WASI_LIBC } from '../shared/third-party.js'
import { prepareGuests } from './prepare.mjs'

await prepareGuests()

const installed = (file: string): string => path.join(import.meta.dirname, 'node_modules', file)

const parts = [
  GO,
  WASI_LIBC,
  { about: 'Parts of the Bytecode Alliance, in @unwasi/core', file: installed('@unwasi/core/dist/vendor/NOTICE') },
  { about: 'The licence of these parts', file: installed('@unwasi/core/dist/vendor/LICENSE') },
  { about: 'xterm.js, https://xtermjs.org', file: installed('@xterm/xterm/LICENSE') },
  { about: 'fflate, https://github.com/101arrowz/fflate', file: installed('fflate/LICENSE') },
]

export default defineConfig({
  // The page works under any address, such as /unwasi/playground/.
  base: './',
  plugins: [unwasi(), thirdParty(parts)],
  build: {
    target: 'es2022',
    // The policy of the page allows no data: URLs for anything but images.
    assetsInlineLimit: 0,
    rolldownOptions: { input: ['index.html', 'fetch.html'] },
  },
  worker: { format: 'es', plugins: () => [unwasi()] },
})
