// Puts the committed build of examples/vite-go into the current folder, as `main.wasm`, for machines without Go.
import { copyFileSync } from 'node:fs'

import { fixturePath } from '../fixtures/index.mjs'

copyFileSync(fixturePath('vite-go'), 'main.wasm')
