import { greeting, type Modules, type Row } from '../project.js'
import { vite } from './shared.js'

const rendered = { '': greeting }
const routed = { greet: greeting }
const astro = '7.3.5'

/** Nuxt 4 contains Nitro 2. */
const nuxt: Modules = { name: 'nuxt', packages: { nitropack: '2.13.6', nuxt: '4.5.2' } }

const nitro: Modules = { name: 'nitro', packages: { nitro: '3.0.0', vite: '7.3.8' } }

export const rows: Row[] = [
  {
    sections: ['Nuxt'],
    modules: nuxt,
    runs: [
      { name: 'dev', server: 'nuxt dev --host 127.0.0.1 --port $PORT', answers: { ...rendered, ...routed }, page: '' },
      {
        name: 'build',
        commands: ['nuxt build'],
        server: 'node .output/server/index.mjs',
        answers: { ...rendered, ...routed },
        page: '',
      },
    ],
  },
  {
    sections: ['Nitro 2'],
    modules: nuxt,
    runs: [
      { name: 'dev', server: 'nitropack dev --host 127.0.0.1 --port $PORT', answers: routed },
      { name: 'build', commands: ['nitropack build'], server: 'node .output/server/index.mjs', answers: routed },
    ],
  },
  {
    // Nitro 3.0.0 does not know Vite 8.
    sections: ['Nitro 3'],
    modules: nitro,
    runs: [
      // On a busy machine, Nitro 3.0.0 ends with the first request, because it waits only three seconds until it can serve it.
      { name: 'dev', server: 'vite --host 127.0.0.1 --port $PORT', restarts: 2, answers: routed },
      { name: 'build', commands: ['vite build'], server: 'node .output/server/index.mjs', answers: routed },
    ],
  },
  {
    sections: ['Nitro 3'],
    variant: 'an application that Vite renders on the server',
    modules: nitro,
    files: {
      'vite.config.ts':
        "import unwasi from '@unwasi/vite'\nimport { nitro } from 'nitro/vite'\n\nexport default {\n  plugins: [nitro(), unwasi()],\n  environments: { ssr: { build: { rollupOptions: { input: './src/entry-server.ts' } } } },\n}\n",
      'src/entry-server.ts':
        "import run from './main.wasm?component'\n\nexport default { fetch: async () => new Response((await run(['Ada'])).stdout) }\n",
    },
    runs: [
      { name: 'dev', server: 'vite --host 127.0.0.1 --port $PORT', restarts: 2, answers: rendered },
      { name: 'build', commands: ['vite build'], server: 'node .output/server/index.mjs', answers: rendered },
    ],
    heavy: true,
  },
  {
    sections: ['Astro'],
    modules: { name: 'astro', packages: { '@astrojs/node': '11.1.6', astro } },
    runs: [
      { name: 'dev', server: 'astro dev --host 127.0.0.1 --port $PORT', answers: rendered },
      { name: 'build', commands: ['astro build'], server: 'astro preview --host 127.0.0.1 --port $PORT', answers: rendered },
    ],
    heavy: true,
  },
  {
    sections: ['Astro'],
    variant: 'rendered on request',
    modules: { name: 'astro', packages: { '@astrojs/node': '11.1.6', astro } },
    files: {
      'astro.config.mjs':
        "import node from '@astrojs/node'\nimport unwasi from '@unwasi/vite'\nimport { defineConfig } from 'astro/config'\n\nexport default defineConfig({ output: 'server', adapter: node({ mode: 'standalone' }), vite: { plugins: [unwasi()] } })\n",
    },
    runs: [{ name: 'build', commands: ['astro build'], server: 'node dist/server/entry.mjs', answers: rendered }],
    heavy: true,
  },
  {
    sections: ['SvelteKit'],
    modules: { workspace: 'examples/sveltekit' },
    files: {
      'src/app.html': '<body><div>%sveltekit.body%</div>%sveltekit.head%</body>',
      'svelte.config.js': "import adapter from '@sveltejs/adapter-node'\n\nexport default { kit: { adapter: adapter() } }\n",
    },
    runs: [
      { name: 'dev', server: 'vite dev --host 127.0.0.1 --port $PORT', answers: rendered },
      { name: 'build', commands: ['vite build'], server: 'node build', answers: rendered },
    ],
  },
  {
    sections: ['SvelteKit'],
    variant: 'version 3',
    modules: {
      name: 'sveltekit3',
      packages: {
        vite,
        '@sveltejs/adapter-node': '6.0.0',
        '@sveltejs/kit': '3.2.0',
        '@sveltejs/vite-plugin-svelte': '7.3.1',
        svelte: '5.57.3',
      },
    },
    guests: ['src/lib/main.wasm'],
    files: {
      'package.json': '{ "type": "module", "imports": { "#lib/*": "./src/lib/*" } }',
      'src/routes/+page.server.ts':
        "import run from '#lib/main.wasm?component'\n\nexport const load = async () => ({ stdout: (await run(['Ada'])).stdout })\n",
      'src/app.html': '<body><div>%sveltekit.body%</div>%sveltekit.head%</body>',
      'vite.config.ts':
        "import adapter from '@sveltejs/adapter-node'\nimport { sveltekit } from '@sveltejs/kit/vite'\nimport unwasi from '@unwasi/vite'\n\nexport default { plugins: [sveltekit({ adapter: adapter() }), unwasi()] }\n",
    },
    runs: [{ name: 'build', commands: ['vite build'], server: 'node build', answers: rendered }],
    heavy: true,
  },
]
