import { rmSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

import { afterAll, beforeAll } from 'vitest'

import { makeFolder } from './folder.js'
import { testInProcess } from './process.js'

// Deno and Bun have Node's modules and JSPI. Deno's workers wait as those of browsers do.

let folder: string
beforeAll(async () => {
  folder = await makeFolder()
})
afterAll(() => rmSync(folder, { recursive: true }))

const bin = (name: string): string => fileURLToPath(new URL(`../node_modules/.bin/${name}`, import.meta.url))
const script = () => path.join(folder, 'in-node.mjs')

testInProcess('suspending', bin('deno'), () => ['run', '--allow-all', script(), 'thread'])
testInProcess("Node's worker", bin('deno'), () => ['run', '--allow-all', script(), 'worker'])
testInProcess('suspending', bin('bun'), () => [script(), 'thread'])
testInProcess("Node's worker", bin('bun'), () => [script(), 'worker'])
