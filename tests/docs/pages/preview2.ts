import { inViteConfig, page } from '../recipe.js'

export default page('docs/preview2.md', [
  {
    section: '',
    blocks: ['main.js'],
    guests: { 'main.wasm': 'go' },
    around: { 'main.js': ['', "console.log((await run(['args', 'a'], { trace() {} }).catch(({ code }) => code)))\n"] },
    build: 'esbuild',
    prints: 'UNSUPPORTED_MODE\n',
  },
  {
    section: '',
    blocks: ['vite.config.js'],
    guests: { 'main.wasm': 'go' },
    files: {
      'main.js': `
        import run from './main.wasm?component'
        console.log((await run(['args', 'a'], { trace() {} }).catch(({ code }) => code)))
        console.log((await run(['args', 'a'])).stdout)`,
    },
    around: { 'vite.config.js': inViteConfig },
    build: 'vite',
    prints: /^UNSUPPORTED_MODE\n[^]*\ba\n/,
  },
  {
    section: '',
    blocks: [3],
    guests: { 'main.wasm': 'hello' },
    commands: [`node -e "import('./out/main.js').then(({ default: run }) => run()).then(({ stdout }) => console.log(stdout))"`],
    prints: /hello/i,
  },
])
