import unwasi from '@unwasi/vite'
import { defineConfig } from 'vite'

import { fixturePath } from '../../fixtures/index.mjs'
import { GO, thirdParty } from '../shared/third-party.js'

export default defineConfig({
  base: './',
  plugins: [
    // Without Go, a committed build of the program is used instead.
    unwasi({ toolchains: { fallback: fixturePath('go-format') } }),
    thirdParty([GO]),
  ],
  build: { target: 'es2022' },
})
