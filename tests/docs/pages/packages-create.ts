import { page } from '../recipe.js'

export default page('packages/create/README.md', [
  {
    section: '',
    blocks: [1],
    commands: ['cat my-app/src/main.ts'],
    prints: /^import run from '\.\.\/program\/main\.go\?component'$/m,
  },
  // The test does this with every template, and with a free port.
  { section: '', blocks: [2], testedBy: 'tests/frameworks/create.test.ts' },
  { section: 'The files alone', build: 'none', prints: /^program\/program\.wasm 452$/m },
])
