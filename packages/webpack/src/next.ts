import type { Options } from '@unwasi/core'
import { UnwasiError } from '@unwasi/core/errors'
import { resolveOptions } from '@unwasi/unplugin'

import unwasi from './index.js'
import { patterns, turbopackRules } from './turbopack.js'

export type { Options }

/** Options of `withUnwasi`. In Next.js, imports need the query. */
export type NextOptions = Omit<Options, 'include' | 'exclude'>

/** The parts of Next.js' configuration that we use. */
interface NextConfig {
  distDir?: string | undefined
  outputFileTracingIncludes?: Record<string, string[]> | undefined
  turbopack?: { rules?: Record<string, unknown> } | undefined
  webpack?: Webpack['call'] | null | undefined
}

/** It is a method because functions whose parameters have Next.js' own types would not fit a property. */
interface Webpack {
  call(config: WebpackConfig, context: object): WebpackConfig
}

interface WebpackConfig {
  plugins?: unknown[]
}

/**
 * Makes `import run from './main.wasm?component'` work in Next.js, with Turbopack (Next.js 16.2 or later) and with webpack.
 * Takes the configuration, which may be a function, and returns one of the same kind.
 * Throws `UnwasiError` (BAD_OPTION) for unknown or invalid options, and for `include` and `exclude`.
 */
export default function withUnwasi<Arguments extends unknown[], Config extends object>(
  config: (...args: Arguments) => Config | Promise<Config>,
  options?: NextOptions,
): (...args: Arguments) => Promise<Config>
export default function withUnwasi<Config extends object>(config: Config, options?: NextOptions): Config
export default function withUnwasi<Arguments extends unknown[], Config extends object>(
  config: Config | ((...args: Arguments) => Config | Promise<Config>),
  options: NextOptions = {},
): Config | ((...args: Arguments) => Promise<Config>) {
  if ('include' in options || 'exclude' in options) throw queryNeeded()
  const rules = turbopackRules(resolveOptions(options))
  const add = (config: Config): Config => {
    // The type is not the parameter's, because TypeScript refuses objects that have none of the optional properties.
    const given: NextConfig = config
    return {
      ...config,
      ...tracing(given),
      turbopack: { ...given.turbopack, rules: withRules(given.turbopack?.rules, rules) },
      webpack(webpackConfig: WebpackConfig, context: object) {
        const changed = given.webpack?.(webpackConfig, context) ?? webpackConfig
        return Object.assign(changed, { plugins: [...(changed.plugins ?? []), unwasi(options)] })
      },
    }
  }
  return typeof config === 'function' ? async (...args) => add(await config(...args)) : add(config)
}

/** All rules of Turbopack that match a file apply to it, so the user's own rules stay. */
function withRules(given: Record<string, unknown> = {}, rules: unknown[]): Record<string, unknown> {
  const added = patterns.map((pattern) => [pattern, [given[pattern] ?? [], rules].flat()])
  return { ...given, ...Object.fromEntries(added) }
}

/**
 * Next.js traces the server's copies of the guests only with Turbopack. `output: 'standalone'` and some hosts need them with webpack,
 * too. Next.js sets the variable before it loads the configuration.
 */
function tracing({ distDir = '.next', outputFileTracingIncludes: given = {} }: NextConfig) {
  if (process.env.TURBOPACK) return {}
  const everywhere = '/**'
  const files = `${distDir}/server/**/*.wasm`
  return { outputFileTracingIncludes: { ...given, [everywhere]: [...(given[everywhere] ?? []), files] } }
}

function queryNeeded(): UnwasiError {
  return new UnwasiError({
    code: 'BAD_OPTION',
    headline: "the options 'include' and 'exclude' can't be used in Next.js",
    why: 'Turbopack can only tell imports of a .wasm file from its other uses if they have a query.',
    fix: "Leave the option out, and import programs with the query: './main.wasm?component'.",
  })
}

// `require()` of this module returns the function itself.
// https://nodejs.org/api/modules.html#loading-ecmascript-modules-using-require
export { withUnwasi as 'module.exports' }
