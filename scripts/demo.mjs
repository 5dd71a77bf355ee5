// `npm run demo`: builds examples/vite-go as its users do, for the browser and for Node, and runs the Node build. The program is built from its
// source, or without Go taken from a committed build.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import path from 'node:path'

import { build, install, root, run, section } from './steps.mjs'

const example = path.join(root, 'examples', 'vite-go')

/** Runs a script of the example. */
function script(name) {
  return run('npm', ['run', '--silent', name], { cwd: example })
}

function attempt(step, ok) {
  if (ok) return
  console.error(`FAILED: ${step}`)
  process.exit(1)
}

attempt('install', install())
attempt('build', build())

if (spawnSync('go', ['version']).error !== undefined) {
  section('Go is not installed: a committed build of the program takes its place')
  attempt('fallback', script('fallback'))
}

section('vite build: examples/vite-go, for the browser')
attempt('build', script('build'))
console.log(`to see it, run: npm --prefix examples/vite-go run preview`)

section('vite build --ssr: the same for Node')
attempt('build:node', script('build:node'))
console.log(readdirSync(path.join(example, 'dist', 'node'), { recursive: true }).join('\n'))

section('node examples/vite-go/dist/node/node.js Ada Grace Linus: what the Go program printed')
attempt('run', run(process.execPath, [path.join(example, 'dist', 'node', 'node.js'), 'Ada', 'Grace', 'Linus']))
