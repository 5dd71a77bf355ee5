import type { Modules } from '../project.js'

export const vite = '8.4.0'
export const react = { react: '19.3.1', 'react-dom': '19.3.1' }

/** The packages of most rows that run in CI, because CI starts without installations and one takes less time than many. */
export const shared: Modules = {
  name: 'shared',
  packages: {
    ...react,
    vite,
    '@cloudflare/vite-plugin': '1.64.0',
    '@edge-runtime/vm': '5.0.0',
    '@rsbuild/core': '2.3.2',
    '@vitest/browser-playwright': '5.1.2',
    esbuild: '0.28.2',
    'happy-dom': '21.0.4',
    jsdom: '26.1.0',
    playwright: '1.65.1',
    tsdown: '0.23.7',
    tsup: '9.0.0',
    typescript: '5.9.3',
    unbuild: '3.6.1',
    vitest: '5.1.2',
    wrangler: '4.164.0',
  },
}
