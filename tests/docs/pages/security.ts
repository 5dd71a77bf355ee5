import { blocksOf } from '../blocks.js'
import { page } from '../recipe.js'

const name = 'docs/security.md'

/** The page's strictest policy, with what its script changes. */
const policy = (blocksOf(name).find(({ language }) => language === 'http')?.code ?? '')
  .replace('Content-Security-Policy:', '')
  .replace("trusted-types 'none'", "worker-src 'self'; trusted-types default")

export default page(name, [
  { section: 'Content Security Policy and Trusted Types', blocks: [1], testedBy: 'tests/docs/pages/security.ts' },
  {
    section: 'Content Security Policy and Trusted Types',
    blocks: ['main.js'],
    guests: { 'main.wasm': 'hello' },
    files: {
      'index.html': `<meta http-equiv="Content-Security-Policy" content="${policy}"><script type="module" src="./main.js"></script>`,
      'worker.js': "import run from './main.wasm?component'\nrun().then(({ stdout }) => postMessage(stdout))\n",
    },
    around: {
      'main.js': [
        '',
        `worker.onmessage = ({ data }) => console.log(data)
        try { new Worker('https://example.com/worker.js') } catch ({ message }) { console.log(message) }`,
      ],
    },
    build: 'vite',
    engine: 'chromium',
    prints: /example\.com\/worker\.js is not from this site[^]*hello/i,
    needs: ['chromium'],
  },
])
