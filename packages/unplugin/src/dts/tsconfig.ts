import { existsSync, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

import picomatch from 'picomatch'

import { slashes } from '../slashes.js'

/** The parts of a tsconfig.json that select files. Paths and patterns are absolute, with slashes. */
interface Config {
  file: string
  files?: string[] | undefined
  include?: string[] | undefined
  exclude?: string[] | undefined
  references: string[]
}

/**
 * Reads the configurations of a project: its tsconfig.json and those that it refers to, as in Vite's templates. Returns undefined
 * if one of them can't be read, because nothing is certain then.
 */
export function readConfigs(file: string): Config[] | undefined {
  const root = readConfig(file)
  const referenced = root?.references.map((reference) => readConfig(reference))
  if (root === undefined || referenced === undefined) return undefined
  const configs = referenced.filter((config) => config !== undefined)
  return configs.length === referenced.length ? [root, ...configs] : undefined
}

/** Whether TypeScript reads `file`, an absolute path, even if nothing imports it. */
export const reads = (configs: readonly Config[], file: string): boolean => configs.some((config) => readsFile(config, file))

function readsFile({ file: config, files, include, exclude }: Config, file: string): boolean {
  const wanted = slashes(file)
  if (files?.includes(wanted) === true) return true
  const folder = slashes(path.dirname(config))
  const patterns = include ?? (files === undefined ? [`${folder}/**/*`] : [])
  const excluded = exclude ?? [`${folder}/node_modules`]
  return patterns.some((pattern) => matches(pattern, wanted)) && !excluded.some((pattern) => matches(pattern, wanted))
}

/** The folders that are included as a whole, in the order of the patterns. */
export function includedFolders(configs: readonly Config[]): string[] {
  const patterns = configs.flatMap(({ include = [] }) => include)
  return patterns.map((pattern) => pattern.replace(/\/\*\*(?:\/\*)?(?:\.ts)?$/, '')).filter(isFolder)
}

// https://www.typescriptlang.org/tsconfig/#include
function matches(pattern: string, file: string): boolean {
  const whole = /(?:^|\/)[^/.*?]+$/.test(pattern) || isFolder(pattern) ? `${pattern}/**/*` : pattern
  return picomatch.isMatch(file, whole.replace(/\/\*\*$/, '/**/*'))
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

function readConfig(file: string, seen: readonly string[] = []): Config | undefined {
  const target = isFolder(file) ? path.join(file, 'tsconfig.json') : file
  if (seen.includes(target) || !existsSync(target)) return undefined
  const content = parse(readFileSync(target, 'utf8'))
  if (content === undefined) return undefined
  const folder = path.dirname(target)
  const absolute = (key: string) => strings(content[key])?.map((pattern) => slashes(path.resolve(folder, pattern)))
  const bases = (strings(content['extends']) ?? []).map((base) => baseOf(target, base, [...seen, target]))
  if (bases.includes(undefined)) return undefined
  // The last of several bases takes precedence.
  const inherited = bases.toReversed()
  const value = (key: 'files' | 'include' | 'exclude') =>
    absolute(key) ?? inherited.find((base) => base?.[key] !== undefined)?.[key]
  const references = Array.isArray(content['references']) ? content['references'] : []
  return {
    file: target,
    files: value('files'),
    include: value('include'),
    exclude: value('exclude'),
    references: references.flatMap((reference: unknown) =>
      isRecord(reference) && typeof reference['path'] === 'string' ? [path.resolve(folder, reference['path'])] : [],
    ),
  }
}

function baseOf(file: string, base: string, seen: readonly string[]): Config | undefined {
  if (/^\.{1,2}(?:\/|$)/.test(base) || path.isAbsolute(base)) {
    const target = path.resolve(path.dirname(file), base)
    return readConfig(existsSync(target) || target.endsWith('.json') ? target : `${target}.json`, seen)
  }
  // A base in a package says nothing about this project's files, but it must exist.
  const { resolve } = createRequire(file)
  for (const specifier of [base, `${base}.json`, `${base}/tsconfig.json`]) {
    try {
      return { file: resolve(specifier), references: [] }
    } catch {
      // Try the next form.
    }
  }
  return undefined
}

/** Parses JSON with comments and trailing commas, like TypeScript. Returns undefined for anything else. */
function parse(text: string): Record<string, unknown> | undefined {
  const json = text
    .replace(/^\uFEFF/, '')
    .replaceAll(/("(?:[^"\\\n]|\\.)*")|\/\/[^\n]*|\/\*[^]*?\*\//g, (_, string: string | undefined) => string ?? ' ')
    .replaceAll(/("(?:[^"\\\n]|\\.)*")|,(?=\s*[}\]])/g, (_, string: string | undefined) => string ?? '')
  try {
    const value: unknown = JSON.parse(json)
    return isRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function strings(value: unknown): string[] | undefined {
  if (typeof value === 'string') return [value]
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : undefined
}
