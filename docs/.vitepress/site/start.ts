import type { Entry, Group } from './entry.js'

const page = (text: string, name: string): Entry => ({ text, page: `start/${name}` })

/** The pages to start with. */
export const start: Group = {
  text: 'Start',
  entries: [
    page('Choose your tool', 'index'),
    page('Vite', 'vite'),
    page('webpack and Rspack', 'webpack'),
    page('Next.js', 'nextjs'),
    page('React', 'react'),
    page('Node', 'node'),
    {
      text: 'More bundlers',
      entries: [
        page('esbuild', 'esbuild'),
        page('Rollup and Rolldown', 'rollup'),
        page('Farm', 'farm'),
        page('Parcel', 'parcel'),
      ],
    },
    {
      text: 'More frameworks',
      entries: [
        page('Vue', 'vue'),
        page('Nuxt and Nitro', 'nuxt'),
        page('Svelte and SvelteKit', 'svelte'),
        page('Solid', 'solid'),
        page('Preact', 'preact'),
        page('Qwik', 'qwik'),
        page('Astro', 'astro'),
        page('Angular', 'angular'),
      ],
    },
    {
      text: 'Runtimes and servers',
      entries: [
        page('Bun', 'bun'),
        page('Deno', 'deno'),
        page('Cloudflare Workers', 'cloudflare-workers'),
        page('Edge Runtime', 'edge-runtime'),
      ],
    },
    { text: 'Tests', entries: [page('Vitest', 'vitest'), page('Jest', 'jest'), page('Storybook', 'storybook')] },
    {
      text: 'Places in a browser',
      entries: [
        page('Workers of a page', 'page-workers'),
        page('Service workers', 'service-workers'),
        page('Browser extensions', 'browser-extensions'),
        page('Electron', 'electron'),
        page('Module Federation', 'module-federation'),
      ],
    },
    { text: 'Packages and types', entries: [page('Packages for others', 'packages'), page('TypeScript', 'typescript')] },
  ],
}
