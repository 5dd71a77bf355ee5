/**
 * The npm packages of the projects. The tests build the projects with these versions, and check that the rest of the repository tests the
 * same ones.
 */
export const versions = {
  '@assemblyscript/wasi-shim': '0.1.0',
  '@astrojs/node': '11.1.6',
  '@farmfe/cli': '1.0.5',
  '@farmfe/core': '1.7.11',
  '@rspack/cli': '2.2.8',
  '@rspack/core': '2.3.2',
  '@rspack/dev-server': '2.2.2',
  '@sveltejs/adapter-node': '5.5.7',
  '@sveltejs/kit': '2.70.4',
  '@sveltejs/vite-plugin-svelte': '7.3.1',
  '@swc/core': '1.16.22',
  '@types/node': '20.19.43',
  '@types/react': '19.3.0',
  '@types/react-dom': '19.3.0',
  '@vitejs/plugin-react': '6.3.0',
  '@vitejs/plugin-vue': '6.0.11',
  assemblyscript: '0.28.20',
  astro: '7.3.5',
  deno: '2.9.6',
  esbuild: '0.28.2',
  'html-webpack-plugin': '5.6.8',
  next: '16.4.6',
  nuxt: '4.5.2',
  react: '19.3.1',
  'react-dom': '19.3.1',
  rolldown: '1.3.2',
  rollup: '4.68.7',
  svelte: '5.57.3',
  'swc-loader': '0.2.7',
  typescript: '5.9.3',
  vite: '8.3.8',
  vue: '3.5.45',
  webpack: '5.112.2',
  'webpack-cli': '7.3.1',
  'webpack-dev-server': '5.2.7',
} as const

export type PackageName = keyof typeof versions
