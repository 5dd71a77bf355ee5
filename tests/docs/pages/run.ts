import { assemble } from '../../cli/wat.js'
import { repeats } from '../guests.js'
import { page } from '../recipe.js'

/** A library whose function reads all of its input. The result is the number of bytes. */
const parser = await assemble(`(module
  (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "parse") (result i32) (local $count i32)
    (loop $more
      (i32.store (i32.const 0) (i32.const 16))
      (i32.store (i32.const 4) (i32.const 64))
      (drop (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)))
      (local.set $count (i32.add (local.get $count) (i32.load (i32.const 8))))
      (br_if $more (i32.load (i32.const 8))))
    (local.get $count)))`)

export default page('docs/run.md', [
  {
    section: '',
    blocks: [1],
    guests: { 'main.wasm': 'hello' },
    around: { 'main.js': ['', "console.log(exitCode, stdout, run.sync(['x']).exitCode)\n"] },
    build: 'vite',
    engine: 'jspi',
    prints: /^hello.*\n0 hello[^]*0\n$/i,
    needs: ['jspi'],
  },
  {
    section: '',
    blocks: [2],
    files: { 'main.wasm': repeats },
    around: { 'main.js': ['', 'console.log(stdout)\n'] },
    build: 'esbuild',
    prints: '--level\n9\n\n',
  },
  {
    section: 'Spawn',
    guests: { 'tool.wasm': 'hello' },
    around: { 'main.js': ['', 'console.log(exitCode)\n'] },
    build: 'vite',
    engine: 'jspi',
    prints: /^hello.*\n0\n$/i,
    needs: ['jspi'],
  },
  {
    section: 'Input',
    files: { 'main.wasm': repeats },
    around: {
      'main.js': ["import run from './main.wasm?component'\n\nconst sort = run\nconst show = (text) => console.log(text)\n", ''],
    },
    build: 'vite',
    engine: 'jspi',
    prints: 'list\n\n',
    needs: ['jspi'],
  },
  {
    section: 'A terminal',
    guests: { 'main.wasm': 'terminal' },
    around: {
      'main.js': [
        "import run from './main.wasm?component'\n",
        `const writer = program.stdin.getWriter()
        await writer.write('size\\rexit 3\\r')
        console.log(await program.stdout.text())
        console.log((await program.exited).exitCode)`,
      ],
    },
    build: 'vite',
    engine: 'jspi',
    prints: /80 x 24[^]*\n3\n$/,
    needs: ['jspi'],
  },
  {
    section: 'Libraries that wait',
    files: { 'lib.wasm': parser },
    around: {
      'main.js': [
        "const stream = new Blob(['twenty bytes of text']).stream()\n",
        'console.log(count, await lib.parse().catch(({ code }) => code))\n',
      ],
    },
    build: 'vite',
    engine: 'jspi',
    prints: '20 ENDED\n',
    needs: ['jspi'],
  },
  {
    section: 'In a worker',
    files: { 'tool.wasm': repeats },
    around: { 'main.js': ['', 'console.log(stdout)\n'] },
    build: 'vite',
    prints: '--level\n9\n\n',
  },
  { section: 'Waiting without JSPI', illustration: 'notation' },
  {
    section: 'Libraries in a worker',
    guests: { 'lib.wasm': 'library' },
    around: { 'main.js': ['', 'console.log(sum, large)\n'] },
    build: 'esbuild',
    prints: /\n3 7\n$/,
  },
  {
    section: 'Typed libraries',
    guests: { 'lib.wasm': 'p2-typed' },
    around: { 'main.js': ['', 'console.log(text, next)\n'] },
    build: 'vite',
    prints: 'hello, you 6\n',
  },
])
