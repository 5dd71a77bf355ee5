// Frameworks with a server, on which the program runs. The form asks the server, so the page works without a script.
import { json } from '../files.js'
import { INITIAL, introduction, label, page, STYLE } from '../page.js'
import type { Scene, Template } from '../template.js'
import { next } from './next.js'
import { serverScripts as scripts } from './scripts.js'

const sveltekit: Template = {
  title: 'SvelteKit',
  plugin: '@unwasi/vite',
  typescript: 'default',
  about:
    'This project is a SvelteKit application. The program runs on the server. A component can import it in the same way and run it in the page.',
  packages: ['vite', '@sveltejs/adapter-node', '@sveltejs/kit', '@sveltejs/vite-plugin-svelte', 'svelte'],
  typescriptPackages: ['typescript'],
  scripts: () => scripts('vite dev', 'vite build', 'node build'),
  ignored: ['.svelte-kit/', 'build/'],
  files: (scene) => ({
    'src/app.html': page(scene, '<div>%sveltekit.body%</div>', '    %sveltekit.head%\n'),
    [`src/routes/+page.server.${scene.script}`]: `import run from '${scene.guest('src/routes/+page.server')}'
${scene.types("import type { PageServerLoad } from './$types'\n")}
export const load${scene.types(': PageServerLoad')} = async ({ url }) => {
  const name = url.searchParams.get('name') ?? '${INITIAL}'
  const { stdout, stderr } = await run(${scene.args})
  return { name, output: stdout + stderr }
}
`,
    'src/routes/+page.svelte': `<script${scene.types(' lang="ts"')}>
  let { data } = $props()
</script>

<h1>${scene.headline}</h1>
<p>${introduction(scene)}</p>
<form>
  <label>${label(scene)} <input name="name" value={data.name} autocomplete="off" /></label>
  <button>Run</button>
</form>
<pre>{data.output}</pre>
`,
    'svelte.config.js': `import adapter from '@sveltejs/adapter-node'

export default {
  kit: { adapter: adapter() },
}
`,
    [`vite.config.${scene.script}`]: `import { sveltekit } from '@sveltejs/kit/vite'
import unwasi from '@unwasi/vite'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [sveltekit(), unwasi(${scene.options})],
})
`,
    ...(scene.typescript && {
      'tsconfig.json': json({
        extends: './.svelte-kit/tsconfig.json',
        compilerOptions: { strict: true, skipLibCheck: true, types: ['@unwasi/vite/client'] },
      }),
    }),
  }),
}

const nuxt: Template = {
  title: 'Nuxt',
  plugin: '@unwasi/vite',
  typescript: 'default',
  about:
    'This project is a Nuxt application. The program runs on the server for the first page, and in the browser after that. Server routes can import it, too, with the plugin `@unwasi/rollup` in `nitro.rollupConfig`.',
  root: 'app',
  packages: [],
  dependencies: ['nuxt', 'vue'],
  scripts: () => scripts('nuxt dev', 'nuxt build', 'node .output/server/index.mjs'),
  ignored: ['.nuxt/', '.output/', '.data/'],
  files: (scene) => ({
    'app/app.vue': `<script setup${scene.types(' lang="ts"')}>
import run from '${scene.guest('app/app')}'

const route = useRoute()
const name = String(route.query.name ?? '${INITIAL}')

const { data: output } = await useAsyncData('output', async () => {
  const { stdout, stderr } = await run(${scene.args})
  return stdout + stderr
})
useHead({ title: '${scene.headline}', htmlAttrs: { lang: 'en' } })
</script>

<template>
  <main>
    <h1>${scene.headline}</h1>
    <p>${introduction(scene)}</p>
    <form>
      <label>${label(scene)} <input name="name" :value="name" autocomplete="off" /></label>
      <button>Run</button>
    </form>
    <pre>{{ output }}</pre>
  </main>
</template>

<style>
${STYLE}</style>
`,
    [`nuxt.config.${scene.script}`]: `import unwasi from '@unwasi/vite'

export default defineNuxtConfig({
  compatibilityDate: '2026-01-01',
  vite: { plugins: [unwasi(${scene.options})] },
})
`,
    ...(scene.typescript && {
      'tsconfig.json': json({
        files: [],
        references: ['app', 'server', 'shared', 'node'].map((part) => ({ path: `./.nuxt/tsconfig.${part}.json` })),
      }),
      'app/unwasi.d.ts': '/// <reference types="@unwasi/vite/client" />\n',
    }),
  }),
}

const astro: Template = {
  title: 'Astro',
  plugin: '@unwasi/vite',
  typescript: 'default',
  about:
    'This project is an Astro site that is rendered on request, by the adapter for Node. The program runs on the server. The `<script>` of a page can import it in the same way, and a static site runs it while it is built.',
  packages: [],
  dependencies: ['@astrojs/node', 'astro'],
  scripts: () => scripts('astro dev', 'astro build', 'node dist/server/entry.mjs'),
  ignored: ['.astro/', 'dist/'],
  files: (scene: Scene) => ({
    'src/pages/index.astro': `---
import run from '${scene.guest('src/pages/index')}'

const name = Astro.url.searchParams.get('name') ?? '${INITIAL}'
const { stdout, stderr } = await run(${scene.args})
---

${page(
  scene,
  `<h1>${scene.headline}</h1>
<p>${introduction(scene)}</p>
<form>
  <label>${label(scene)} <input name="name" value={name} autocomplete="off" /></label>
  <button>Run</button>
</form>
<pre>{stdout + stderr}</pre>`,
).replace('<style>', '<style is:global>')}`,
    'astro.config.mjs': `import node from '@astrojs/node'
import unwasi from '@unwasi/vite'
import { defineConfig } from 'astro/config'

export default defineConfig({
  output: 'server',
  adapter: node({ mode: 'standalone' }),
  vite: { plugins: [unwasi(${scene.options})] },
})
`,
    ...(scene.typescript && {
      'tsconfig.json': json({
        extends: 'astro/tsconfigs/strict',
        compilerOptions: { types: ['@unwasi/vite/client'] },
        include: ['.astro/types.d.ts', 'src'],
      }),
    }),
  }),
}

export const frameworks = { sveltekit, next, nuxt, astro }
