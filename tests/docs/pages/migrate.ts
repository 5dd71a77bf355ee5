import { fixture } from '../../../fixtures/index.mjs'
import { writes } from '../guests.js'
import { page } from '../recipe.js'

const module = 'module example.com/hello\n\ngo 1.24\n'

export default [
  page('docs/migrate/jco.md', [
    { section: 'A program', blocks: [1, 2], illustration: 'before' },
    {
      section: 'A program',
      blocks: ['vite.config.js', 'main.js'],
      guests: { 'main.wasm': 'args-bytes' },
      build: 'vite',
      prints: /^0 args 2 /,
    },
    { section: 'A library', blocks: [1], illustration: 'before' },
    {
      section: 'A library',
      blocks: ['library.js'],
      entry: 'library.js',
      guests: { 'lib.component.wasm': 'p2-typed' },
      build: 'esbuild',
      prints: "3 { x: 4, y: 5, label: 'p' }\n7\n",
    },
  ]),
  page('docs/migrate/wasm-tools.md', [
    { section: 'A program', blocks: [2, 3], illustration: 'before' },
    { section: 'A program', blocks: ['main.go', 4, 5, 6], needs: ['go'], prints: /2000 0\n$/ },
    {
      section: 'A component that is already there',
      files: { 'broken.wasm': fixture('p2-adapted') },
      prints: /hello from wat\n$/,
    },
  ]),
  page('docs/migrate/wasip1-converters.md', [
    { section: '', files: { 'converted.wasm': fixture('p2-adapted') }, prints: /works +The program never asks for more memory/ },
    { section: 'wasip122, and other uses of wit-component', blocks: [1], illustration: 'before' },
    {
      section: 'wasip122, and other uses of wit-component',
      blocks: [2],
      files: { 'main.wasm': fixture('hello') },
      commands: ['unwasi run main.component.wasm'],
      prints: /hello from wat\n$/,
    },
  ]),
  page('docs/migrate/browser-wasi-shim.md', [
    { section: 'A program', blocks: [1], illustration: 'before' },
    {
      section: 'A program',
      blocks: ['main.js'],
      guests: { 'main.wasm': 'args-bytes' },
      build: 'esbuild',
      prints: /^0 args 2 \d+ env 1 /,
    },
    {
      section: 'Files after the run',
      files: { 'main.wasm': writes },
      entry: 'files.js',
      build: 'esbuild',
      prints: 'written\n',
    },
  ]),
  page('docs/migrate/node-wasi.md', [
    {
      section: 'A program',
      blocks: ['before.js'],
      entry: 'before.js',
      files: { 'data/in.txt': '' },
      guests: { 'main.wasm': 'args-bytes' },
      build: 'none',
      prints: /^args 2 \d+ env 1 /,
    },
    {
      section: 'A program',
      blocks: ['main.js'],
      files: { 'data/in.txt': '' },
      guests: { 'main.wasm': 'args-bytes' },
      build: 'hooks',
      prints: /^args 2 \d+ env 1 /,
    },
    {
      section: 'A program',
      blocks: [3],
      files: { 'data/in.txt': '' },
      guests: { 'main.wasm': 'args-bytes' },
      prints: /^args 2 \d+ env 1 /,
    },
  ]),
  page('docs/migrate/wasm-exec.md', [
    { section: 'A program', blocks: [2, 3], illustration: 'before' },
    {
      section: 'A program',
      blocks: ['main.go', 'main.js'],
      files: { 'go.mod': module },
      build: 'esbuild',
      prints: '3 Hello, Ada!\n\n',
      needs: ['go'],
    },
    { section: 'Functions instead of js.FuncOf', blocks: [1], illustration: 'before' },
    {
      section: 'Functions instead of js.FuncOf',
      blocks: ['lib/add.go', 'library.js'],
      files: { 'go.mod': module },
      entry: 'library.js',
      build: 'esbuild',
      prints: '3\n',
      needs: ['go'],
    },
    {
      section: 'Text, and functions of JavaScript',
      files: { 'go.mod': module },
      around: { 'upper.js': ['', "\nconsole.log(upper('grün'), upper(''))\n"] },
      entry: 'upper.js',
      build: 'vite',
      prints: 'GRÜN \n',
      needs: ['go'],
    },
  ]),
  page('docs/migrate/vite-plugin-wasm.md', [
    {
      section: 'A program that uses WASI',
      blocks: ['before.js', 2],
      entry: 'before.js',
      guests: { 'main.wasm': 'args-bytes' },
      build: 'vite',
      engine: 'chromium',
      fails: true,
    },
    { section: 'A program that uses WASI', blocks: [3, 4], illustration: 'before' },
    {
      section: 'A program that uses WASI',
      blocks: ['vite.config.js', 'main.js'],
      guests: { 'main.wasm': 'args-bytes' },
      build: 'vite',
      prints: /^0 args 2 /,
    },
    {
      section: 'A library',
      blocks: ['library.js'],
      guests: { 'lib.wasm': 'library' },
      entry: 'library.js',
      build: 'esbuild',
      prints: 'initialised\n3\ninitialised\n7\n',
    },
  ]),
]
