import { assemble } from '../../cli/wat.js'
import { page } from '../recipe.js'

/** Copies in.txt to out.txt, in the first directory that it is given. */
const copier = await assemble(`(module
  (import "wasi_snapshot_preview1" "path_open"
    (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "in.txt")
  (data (i32.const 8) "out.txt")
  ;; At 32 is the one buffer: its address and its length, which becomes the number of bytes that were read.
  (data (i32.const 32) "\\00\\01\\00\\00\\00\\10\\00\\00")
  (func (export "_start")
    (drop (call $open (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 6) (i32.const 0) (i64.const 2) (i64.const 0)
      (i32.const 0) (i32.const 16)))
    (drop (call $open (i32.const 3) (i32.const 0) (i32.const 8) (i32.const 7) (i32.const 9) (i64.const 64) (i64.const 0)
      (i32.const 0) (i32.const 20)))
    (drop (call $read (i32.load (i32.const 16)) (i32.const 32) (i32.const 1) (i32.const 36)))
    (drop (call $write (i32.load (i32.const 20)) (i32.const 32) (i32.const 1) (i32.const 40)))))`)

export default page('AGENTS.md', [
  { section: 'What it is', guests: { 'main.wasm': 'args-bytes' }, build: 'vite', prints: /^0 args 3/ },
  {
    section: 'Build the guest for WASI',
    blocks: ['source.js'],
    files: {
      'go.mod': 'module example.com/hello\n\ngo 1.21\n',
      'cmd/hello/main.go': 'package main\n\nfunc main() { println("Hello") }\n',
      'main.js': "import './source.js'\n",
    },
    around: { 'source.js': ['', 'run().then(({ stderr }) => console.log(stderr))\n'] },
    build: 'vite',
    prints: /Hello/,
    needs: ['go'],
  },
  {
    section: 'Build the guest for WASI',
    blocks: [2],
    guests: { 'main.wasm': 'hello' },
    prints: /kind +a command/,
  },
  {
    section: 'What a program may do',
    files: { 'main.wasm': copier, 'main.js': "import './files.js'\n" },
    build: 'vite',
    prints: 'hello\n',
  },
  {
    section: 'Libraries and components',
    guests: { 'lib.wasm': 'library' },
    files: { 'main.js': "import './library.js'\n" },
    build: 'vite',
    prints: /3\n.*7\n$/s,
  },
])
