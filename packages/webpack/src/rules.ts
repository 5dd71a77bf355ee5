import { fileURLToPath } from 'node:url'

import type { ResolvedOptions } from '@unwasi/unplugin'

const wasm = /\.wasm$/
const query = /^\?(?:[^#]*&)?component(?:[&=#]|$)/

/** What webpack's and Rspack's rule types have in common of what we use. */
export interface Rule {
  test: RegExp | ((file: string) => boolean)
  resourceQuery?: RegExp | { not: RegExp[] }
  issuer?: RegExp | { not: RegExp[] }
  dependency: string | { not: string[] }
  enforce?: 'pre'
  type?: string
  sideEffects?: boolean
  parser?: { url: boolean }
  generator?: { publicPath: string; emit: boolean }
  use?: { loader: string; options?: Record<string, string | number | boolean> }[]
}

/**
 * The module rules that do what the plugin does. They go behind the user's: of two types for one module the last one holds.
 * @param onNode whether the output runs in Node alone
 */
export function rules(options: ResolvedOptions, onNode: boolean): Rule[] {
  // `new URL('./main.wasm', import.meta.url)` stays the asset that it is, in the modules that the loader emits and in any other.
  const imported = { not: ['url'] }
  const component: Omit<Rule, 'test'> = {
    dependency: imported,
    type: 'javascript/auto',
    sideEffects: false,
    // Node reads the files from where they lie. Many give both their builds the public path of the site, and Next.js has the server
    // leave the files to the browser's build.
    ...(onNode && { parser: { url: true } }),
    use: [
      {
        loader: loader('loader'),
        options: {
          ...options.cache,
          host: options.host,
          ...(options.strip && { strip: options.strip }),
          ...options.maxMemory,
          ...(options.trace !== undefined && { trace: options.trace }),
          ...(options.dts !== false && { dts: options.dts }),
        },
      },
    ],
  }
  return [
    { test: wasm, resourceQuery: query, ...component },
    ...(options.includes ? [{ test: claimed(options), resourceQuery: /^$/, ...component }] : []),
    // Also where the user's rules make another type of every `.wasm` file.
    {
      test: wasm,
      issuer: wasm,
      dependency: 'url',
      type: 'asset/resource',
      ...(onNode && { generator: { publicPath: '', emit: true } }),
    },
    {
      test: (file) => wasm.test(file) && !options.claims(file),
      resourceQuery: { not: [query] },
      issuer: { not: [wasm] },
      dependency: imported,
      enforce: 'pre',
      use: [{ loader: loader('unclaimed-loader') }],
    },
  ]
}

function claimed(options: ResolvedOptions): (file: string) => boolean {
  return (file) => wasm.test(file) && options.claims(file)
}

/** Absolute path of one of our loaders: the user's configuration may not be able to resolve our package. */
export function loader(name: 'loader' | 'asset-loader' | 'unclaimed-loader'): string {
  return fileURLToPath(new URL(`./${name}.js`, import.meta.url))
}
