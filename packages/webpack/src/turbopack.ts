import type { Emitted, ResolvedOptions } from '@unwasi/unplugin'

import { loader, loaderOptions, query, type LoaderOptions } from './rules.js'

const key = 'unwasi-asset'

/** The parts of a rule of Turbopack that we use. They have to be plain data. */
export interface TurbopackRule {
  condition: { all: ({ query: RegExp } | 'browser' | { not: 'browser' })[] }
  loaders: { loader: string; options: LoaderOptions }[]
  as?: string
  type?: 'asset'
}

/** The files of programs: `.wasm` files and sources. */
export const patterns = [
  ...['wasm', 'go', 'rs', 'zig', 'c', 'cc', 'cpp', 'cxx', 'ts'].map((extension) => `*.${extension}`),
  ...['Cargo.toml', 'asconfig.json'],
]

/**
 * Turbopack's rules for the files of programs. It has no requests that name a loader (`!=!`), so a query stands for the files that our
 * loader makes from a guest.
 */
export function turbopackRules(options: ResolvedOptions): TurbopackRule[] {
  const given = loaderOptions(options)
  return [
    { condition: { all: [{ query }, 'browser'] }, loaders: [{ loader: loader('loader'), options: given }], as: '*.js' },
    // In pages that the server renders, `new URL()` is the path for browsers, where the server can't read the file.
    {
      condition: { all: [{ query }, { not: 'browser' }] },
      loaders: [{ loader: loader('loader'), options: { ...given, embed: true } }],
      as: '*.js',
    },
    {
      condition: { all: [{ query: new RegExp(`^\\?${key}=`) }] },
      loaders: [{ loader: loader('asset-loader'), options: loaderOptions({ ...options, dts: false }) }],
      type: 'asset',
    },
  ]
}

/** The request for a file that is made from `guest`. */
export function assetRequest(guest: string, role: Emitted['role'], preview2: boolean): string {
  return `${guest}?${key}=${role}${preview2 ? '&preview2' : ''}`
}

/** Reads the query of an `assetRequest`. */
export function assetQuery(query: string): { role?: string; host?: 'preview2' } {
  const keys = new URLSearchParams(query)
  const role = keys.get(key)
  return { ...(role !== null && { role }), ...(keys.has('preview2') && { host: 'preview2' }) }
}
