import { page } from '../recipe.js'

export default page('docs/index.md', [
  {
    section: '',
    guests: { 'main.wasm': 'vite-go' },
    around: { 'main.js': ['', 'console.log(document.body.textContent)\n'] },
    build: 'vite',
    engine: 'chromium',
    prints: /Hello, Ada/,
  },
])
