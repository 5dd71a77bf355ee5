import { page } from '../recipe.js'

export default page('docs/index.md', [
  {
    section: '',
    guests: { 'main.wasm': 'vite-go' },
    around: { 'main.js': ['', 'console.log(exitCode, document.body.textContent)\n'] },
    build: 'esbuild',
    engine: 'chromium',
    prints: /^0 Hello, Ada/m,
  },
])
