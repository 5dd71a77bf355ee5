import { blocksOf } from '../blocks.js'
import { page } from '../recipe.js'

const name = 'docs/errors.md'

/** The headings above messages. */
const sections = blocksOf(name).flatMap(({ language, section }) => (language === 'text' && section !== '' ? [section] : []))

export default page(name, [
  { section: '', blocks: [1], testedBy: 'tests/docs/errors.test.ts' },
  {
    section: '',
    blocks: ['main.js'],
    guests: { 'main.wasm': 'hello' },
    around: { 'main.js': ['', "console.log('in time')\n"] },
    build: 'esbuild',
    prints: 'in time\n',
  },
  { section: sections, testedBy: 'tests/docs/errors.test.ts' },
])
