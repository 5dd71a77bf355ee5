import { fileURLToPath } from 'node:url'

import { programFilter, type ResolvedOptions } from '@unwasi/unplugin'

const wasm = /\.wasm$/
/** The program, and the script of its worker. */
const asset = /\.(?:wasm|js)$/
export const query = /^\?(?:[^#]*&)?component(?:[&=#]|$)/

/** The parts of a rule that we use. webpack's and Rspack's types share them. */
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
  use?: { loader: string; options?: LoaderOptions }[]
}

/**
 * The module rules that do the plugin's work. They go after the user's, because the last rule decides the type of a module.
 * @param onNode whether the output runs only in Node
 */
export function rules(options: ResolvedOptions, onNode: boolean): Rule[] {
  // `new URL('./main.wasm', import.meta.url)` remains an asset, in emitted modules and in all others.
  const imported = { not: ['url'] }
  const component: Omit<Rule, 'test'> = {
    dependency: imported,
    type: 'javascript/auto',
    sideEffects: false,
    // Node reads the files from the output folder. Many projects give both builds the public path of the site, and in Next.js the
    // server's build leaves the files to the browser's build.
    ...(onNode && { parser: { url: true } }),
    use: [{ loader: loader('loader'), options: loaderOptions(options) }],
  }
  return [
    { test: programFilter, resourceQuery: query, ...component },
    ...(options.includes ? [{ test: claimed(options), resourceQuery: /^$/, ...component }] : []),
    // This holds even if the user's rules give every `.wasm` file another type.
    {
      test: asset,
      issuer: programFilter,
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

/** The options of our loader, which must be plain data. */
export type LoaderOptions = Record<
  string,
  string | number | boolean | NonNullable<ResolvedOptions['imports']> | ResolvedOptions['toolchains']
>

export function loaderOptions(options: ResolvedOptions): LoaderOptions {
  return {
    ...options.cache,
    host: options.host,
    ...(options.imports && { imports: options.imports }),
    ...(Object.keys(options.toolchains).length > 0 && { toolchains: options.toolchains }),
    ...(options.strip && { strip: options.strip }),
    ...options.maxMemory,
    ...(options.compact !== undefined && { compact: options.compact }),
    ...(options.trace !== undefined && { trace: options.trace }),
    ...(options.precompiled !== undefined && { precompiled: options.precompiled }),
    ...(options.dts !== false && { dts: options.dts }),
  }
}

function claimed(options: ResolvedOptions): (file: string) => boolean {
  return (file) => wasm.test(file) && options.claims(file)
}

/** The absolute path of one of our loaders. The user's configuration may not be able to resolve our package. */
export function loader(name: 'loader' | 'asset-loader' | 'unclaimed-loader'): string {
  return fileURLToPath(new URL(`./${name}.js`, import.meta.url))
}
