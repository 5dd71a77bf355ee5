import path from 'node:path'

import type { Host, Options, Strip, ToolchainsOptions } from '@unwasi/core'
import { UnwasiError } from '@unwasi/core/errors'
import { isToolchains } from '@unwasi/toolchains/options'
import picomatch from 'picomatch'

import { isImports } from './imports.js'
import { slashes } from './slashes.js'

/** The checked `Options`, and values that are derived from them. */
export interface ResolvedOptions {
  /** Whether `include` is set. Otherwise no import without the query is claimed. */
  includes: boolean
  /** Whether a file is claimed without the query. The path is absolute. */
  claims(file: string): boolean
  /** The user's value, for core. */
  cache: Pick<Options, 'cache'>
  /** The host of imports without `&preview2`. */
  host: Host
  /** The user's value. `importsFor` says what it means for a guest. */
  imports: Options['imports']
  /** The user's value. */
  toolchains: ToolchainsOptions
  /** Undefined if the build's mode decides. */
  strip: Strip | undefined
  /** The user's value, for core. */
  maxMemory: Pick<Options, 'maxMemory'>
  /** Undefined if the build's mode decides. */
  compact: boolean | undefined
  /** Undefined if the build's mode decides. */
  trace: boolean | undefined
  /** Undefined if the plugin decides. */
  precompiled: boolean | undefined
  /** The user's value. */
  dts: boolean | string
}

interface Check {
  accepts(value: unknown): boolean
  expected: string
}

const patterns: Check = {
  accepts: (value) => isPattern(value) || (Array.isArray(value) && value.every(isPattern)),
  expected: 'a glob, a regular expression, or an array of them',
}

const checks: Record<keyof Options, Check> = {
  include: patterns,
  exclude: patterns,
  cache: {
    accepts: (value) => value === false || (typeof value === 'string' && value !== ''),
    expected: "a folder's path or false",
  },
  host: {
    accepts: (value) => value === 'preview1' || value === 'preview2',
    expected: "'preview1' or 'preview2'",
  },
  imports: {
    accepts: isImports,
    expected: "an object such as { env: './env.js', log: true, './a.wasm': { env: './a-env.js' } }",
  },
  toolchains: {
    accepts: isToolchains,
    expected: "an object such as { go: { tags: ['x'] }, './main.go': { fallback: './main.wasm' } }",
  },
  strip: {
    accepts: (value) => value === 'none' || value === 'debug' || value === 'all',
    expected: "'none', 'debug' or 'all'",
  },
  maxMemory: {
    accepts: (value) => Number.isSafeInteger(value) && (value as number) > 0,
    expected: 'a whole number of bytes above 0',
  },
  compact: { accepts: (value) => typeof value === 'boolean', expected: 'true or false' },
  precompiled: { accepts: (value) => typeof value === 'boolean', expected: 'true or false' },
  trace: { accepts: (value) => typeof value === 'boolean', expected: 'true or false' },
  dts: {
    accepts: (value) => typeof value === 'boolean' || (typeof value === 'string' && value.endsWith('.d.ts')),
    expected: 'true, false or the path of a .d.ts file',
  },
}

/** Throws `UnwasiError` (BAD_OPTION) for an unknown key or a wrong type. Never changes `options`. */
export function resolveOptions(options: Options = {}): ResolvedOptions {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw badOption(`invalid options: ${describe(options)}`, 'They must be an object.', 'Pass an object, or no options.')
  }
  for (const [key, value] of Object.entries(options)) {
    if (!Object.hasOwn(checks, key)) {
      const known = Object.keys(checks).join(', ')
      throw badOption(`unknown option '${key}'`, 'A misspelt option would silently have no effect.', `Use one of: ${known}.`)
    }
    const check = checks[key as keyof Options]
    if (value !== undefined && !check.accepts(value)) {
      throw badOption(
        `invalid value for ${wrong(key, value)}`,
        `It must be ${check.expected}.`,
        `Correct '${key}', or leave it out.`,
      )
    }
  }
  const included = matcher(options.include)
  const excluded = matcher(options.exclude)
  return {
    includes: options.include !== undefined,
    claims: (file) => included(file) && !excluded(file),
    cache: options.cache === undefined ? {} : { cache: options.cache },
    host: options.host ?? 'preview1',
    imports: options.imports,
    toolchains: options.toolchains ?? {},
    strip: options.strip,
    maxMemory: options.maxMemory === undefined ? {} : { maxMemory: options.maxMemory },
    compact: options.compact,
    trace: options.trace,
    precompiled: options.precompiled,
    dts: options.dts ?? false,
  }
}

function matcher(patterns: Options['include']): (file: string) => boolean {
  const tests = (isPattern(patterns) ? [patterns] : (patterns ?? [])).map((pattern) => {
    if (typeof pattern !== 'string') return (file: string) => file.search(pattern) >= 0
    // Paths on Windows may be written with backslashes, and in any case.
    const windows = process.platform === 'win32'
    const glob = windows ? slashes(pattern) : pattern
    const matches = picomatch(path.isAbsolute(glob) ? glob : `**/${glob.replace(/^\.\//, '')}`, { dot: true, nocase: windows })
    return (file: string) => matches(file)
  })
  return (file) => {
    const normalized = slashes(file)
    return tests.some((test) => test(normalized))
  }
}

function isPattern(value: unknown): value is string | RegExp {
  return typeof value === 'string' || value instanceof RegExp
}

/** Names the option with its value, or the part that is wrong of an option with parts. */
function wrong(key: string, value: unknown): string {
  const accepts = key === 'imports' ? isImports : key === 'toolchains' ? isToolchains : undefined
  const entries = accepts !== undefined && typeof value === 'object' && value !== null ? Object.entries(value) : []
  const odd = entries.find(([name, one]) => accepts?.({ [name]: one }) === false)
  return odd ? `${JSON.stringify(odd[0])} in option '${key}': ${describe(odd[1])}` : `option '${key}': ${describe(value)}`
}

function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (Array.isArray(value))
    return `an array with ${value.map((item) => (isPattern(item) ? String(item) : typeof item)).join(', ')}`
  return value === null || typeof value !== 'object' ? String(value) : 'an object'
}

/** The error for options that don't fit: in themselves, or for the guest `file`. */
export function badOption(headline: string, why: string, fix: string, file?: string): UnwasiError {
  return new UnwasiError({ code: 'BAD_OPTION', headline, why, fix, file })
}
