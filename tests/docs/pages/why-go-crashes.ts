import { page } from '../recipe.js'

export default page('docs/why-go-crashes.md', [
  {
    section: '',
    guests: { 'broken.wasm': 'p2-adapted' },
    commands: ['unwasi run fixed.wasm'],
    prints: /^wrote fixed\.wasm.*\nhello/,
  },
  { section: 'What people see', illustration: 'output' },
  { section: 'Reproduce it', blocks: [1, 2], testedBy: 'tests/docs/why-go-crashes.test.ts' },
  // wasm-tools and wasmtime are not installed for the tests.
  { section: 'Reproduce it', blocks: [3], illustration: 'notation' },
  { section: 'Tell the allocator', testedBy: 'tests/docs/why-go-crashes.test.ts' },
])
