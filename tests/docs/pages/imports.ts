import { callsOut, counting, storing } from '../guests.js'
import { inViteConfig, page } from '../recipe.js'
import { optionsForC } from '../tools.js'

/** What the blocks of the page's first half leave out. */
const calls = `import run from './main.wasm?component'
import other from './guests/a.wasm?component'
import instantiate from './lib.wasm?component'

await run.load()
console.log((await other([], { imports: { page: { count: () => 7 } } })).exitCode)
console.log(await run().catch(({ code, message }) => code + message.includes('count')))
`

export default page('docs/imports.md', [
  {
    section: '',
    files: {
      'main.js': "import run from './main.c?component'\n\nawait run()\n",
      'env.js':
        'export default (guest) => ({ log: (at, length) => console.log(Buffer.from(guest.memory.buffer, at, length).toString()) })\n',
      'vite.config.js': inViteConfig.join(`unwasi({ imports: { env: './env.js' }, ${optionsForC} })`),
    },
    around: { 'main.c': ['', 'int main(void) { log_text("from C", 6); }\n'] },
    build: 'vite',
    prints: 'from C\n',
    needs: ['c'],
  },
  {
    section: ['Where they come from', 'How to write them'],
    files: {
      'main.wasm': callsOut,
      'guests/a.wasm': callsOut,
      'lib.wasm': counting,
      'src/a-env.js': "export const log = () => console.log('of a')\n",
    },
    around: { 'vite.config.js': inViteConfig, 'main.js': [calls, 'console.log(lib.counted())\n'] },
    build: 'vite',
    prints: 'of a\n7\nMISSING_IMPORTtrue\nhello\nhello\n3\n',
  },
  { section: 'Interfaces of components', blocks: [1], illustration: 'notation' },
  {
    section: 'Interfaces of components',
    blocks: ['src/store.js', 'vite.config.js', 'main.js'],
    files: { 'main.wasm': storing },
    around: {
      'vite.config.js': inViteConfig,
      'main.js': [
        `import run from './main.wasm?component'
        import { Counter } from './src/store.js'

        console.log((await run()).exitCode)
        const open = (name) => (console.log(name), new Counter(0))
        `,
        '',
      ],
    },
    build: 'vite',
    prints: '0\nname\n',
  },
])
