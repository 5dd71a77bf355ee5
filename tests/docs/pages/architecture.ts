import { page } from '../recipe.js'

export default page('ARCHITECTURE.md', [
  {
    section: '',
    guests: { 'main.wasm': 'args-bytes' },
    build: 'vite',
  },
  { section: 'Build time', illustration: 'drawing' },
])
