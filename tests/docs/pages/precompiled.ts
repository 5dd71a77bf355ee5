import { page } from '../recipe.js'

const cloudflare = 'Cloudflare Workers in Vite'

export default page('docs/precompiled.md', [
  { section: cloudflare, blocks: ['vite.config.js'], testedBy: 'docs/start/cloudflare-workers.md' },
  {
    section: cloudflare,
    blocks: ['src/index.js'],
    guests: { 'src/main.wasm': 'go' },
    files: {
      'main.js': `
        import worker from './src/index.js'
        const response = await worker.fetch(new Request('http://localhost/', { method: 'POST', body: 'text' }))
        console.log(response.status)`,
    },
    build: 'vite',
    prints: '200\n',
  },
  {
    section: 'Cloudflare Workers with wrangler alone',
    guests: { 'main.wasm': 'hello' },
    commands: ["ls src/main && grep -o 'import .*?module.*' src/main/main.js"],
    prints: /main\.js[^]*main\.wasm\?module/,
  },
])
