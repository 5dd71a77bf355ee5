// Puts the examples' guest into the current folder, as `main.wasm` or under the given name. With Go it builds vite-go/main.go,
// otherwise it copies the committed build of the same program.
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync } from 'node:fs'
import path from 'node:path'

import { fixturePath } from '../fixtures/index.mjs'

const source = path.join(import.meta.dirname, 'vite-go', 'main.go')
const target = path.resolve(process.argv[2] ?? 'main.wasm')

const go = spawnSync('go', ['build', '-trimpath', '-o', target, source], {
  env: { ...process.env, GOOS: 'wasip1', GOARCH: 'wasm', GOFLAGS: '-mod=mod' },
  stdio: ['ignore', 'inherit', 'inherit'],
})
if (go.error === undefined && go.status !== 0) process.exit(go.status ?? 1)
if (go.error !== undefined) copyFileSync(fixturePath('vite-go'), target)
if (!existsSync(target)) throw new Error(`nothing was written to ${target}`)
