import { page } from '../recipe.js'

export default page('examples/playground/README.md', [
  { section: '', scripts: 'examples/playground', testedBy: 'tests/browser/playground.test.ts' },
])
