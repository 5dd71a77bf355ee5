import { page } from '../recipe.js'

export default page('packages/core/README.md', [
  {
    section: 'In a page',
    // Without the icon, the browser asks for one.
    files: { 'index.html': '<link rel="icon" href="data:,"><script type="module" src="./main.js"></script>' },
    guests: { 'public/main.wasm': 'hello' },
    around: { 'main.js': ['', 'console.log(kind, WebAssembly.validate(bytes), component.length > bytes.length)\n'] },
    build: 'vite',
    engine: 'chromium',
    prints: /^command true true$/m,
  },
])
