// Puts an example's guest into the current folder, as `main.wasm` or under the given name. With Go it builds the program in the folder of the
// example that the second argument names (default: vite-go), otherwise it copies the committed build of the same program.
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync } from 'node:fs'
import path from 'node:path'

import { fixturePath } from '../fixtures/index.mjs'

const [, , name = 'main.wasm', example = 'vite-go'] = process.argv
const target = path.resolve(name)

const go = spawnSync('go', ['build', '-trimpath', '-o', target, '.'], {
  cwd: path.join(import.meta.dirname, example),
  env: { ...process.env, GOOS: 'wasip1', GOARCH: 'wasm' },
  stdio: ['ignore', 'inherit', 'inherit'],
})
if (go.error === undefined && go.status !== 0) process.exit(go.status ?? 1)
if (go.error !== undefined) copyFileSync(fixturePath(example), target)
if (!existsSync(target)) throw new Error(`nothing was written to ${target}`)
