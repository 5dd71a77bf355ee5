import { page } from '../recipe.js'

export default page('docs/components.md', [
  {
    section: '',
    blocks: [1],
    guests: { 'tool.component.wasm': 'p2-native' },
    around: { 'main.js': ['', 'console.log(exitCode)\n'] },
    build: 'esbuild',
    prints: '1\n',
  },
  {
    section: '',
    blocks: [2],
    guests: { 'lib.component.wasm': 'p2-typed' },
    around: { 'main.js': ['', "console.log(counter.next(), lib.shapes.greet('you'))\n"] },
    build: 'vite',
    prints: '6 hello, you\n',
  },
])
