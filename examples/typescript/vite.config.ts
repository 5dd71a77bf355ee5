import { existsSync } from 'node:fs'
import path from 'node:path'

import unwasi from '@unwasi/vite'
import { defineConfig } from 'vite'

import { thirdParty } from '../shared/third-party.js'

const notices = path.join(import.meta.dirname, '.cache', 'notices.txt')
if (!existsSync(notices)) throw new Error('The compiler is missing in .cache. Build it with `npm run guest`.')

export default defineConfig({
  base: './',
  plugins: [unwasi(), thirdParty([{ about: "TypeScript's compiler, and what it was built with", file: notices }])],
  build: { target: 'es2022' },
})
