import { page } from '../recipe.js'

export default page('docs/libraries.md', [
  {
    section: '',
    guests: { 'lib.wasm': 'library' },
    around: { 'main.js': ['', 'console.log(add(1, 2))\n'] },
    build: 'vite',
    prints: /\b3\n$/,
  },
])
