import path from 'node:path'

import type { SourceOptions, ToolchainsOptions } from '@unwasi/core'

import { leadsTo } from './source.js'

type Check = (value: unknown) => boolean
const isText: Check = (value) => typeof value === 'string' && value !== ''
const areTexts: Check = (value) => Array.isArray(value) && value.every(isText)
const oneOf =
  (...values: readonly string[]): Check =>
  (value) =>
    values.some((one) => one === value)
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const record =
  (checks: Readonly<Record<string, Check>>): Check =>
  (value) =>
    isRecord(value) &&
    Object.entries(value).every(([key, one]) => Object.hasOwn(checks, key) && (one === undefined || checks[key]!(one)))

const sourceChecks: Record<keyof SourceOptions, Check> = {
  kind: oneOf('command', 'reactor'),
  fallback: isText,
  env: (value) => isRecord(value) && Object.values(value).every((one) => typeof one === 'string'),
  go: record({ compiler: oneOf('go', 'tinygo'), tags: areTexts, flags: areTexts }),
  rust: record({
    package: isText,
    bin: isText,
    features: areTexts,
    defaultFeatures: (value) => typeof value === 'boolean',
    profile: isText,
    flags: areTexts,
  }),
  zig: record({ optimize: oneOf('Debug', 'ReleaseSafe', 'ReleaseFast', 'ReleaseSmall'), artifact: isText, flags: areTexts }),
  c: record({ files: areTexts, flags: areTexts }),
  assemblyscript: record({ flags: areTexts }),
}

/** Whether a key of the option is the path of a source. */
export const isPath = (key: string): boolean => /^\.\.?\//.test(key)
const isSourceOptions = record(sourceChecks)

/** Whether `value` is a valid option `toolchains`. */
export function isToolchains(value: unknown): value is ToolchainsOptions {
  if (!isRecord(value)) return false
  const general = Object.entries(value).filter(([key]) => !isPath(key))
  const single = Object.entries(value).filter(([key]) => isPath(key))
  return (
    record({ ...sourceChecks, allow: areTexts })(Object.fromEntries(general)) && single.every(([, one]) => isSourceOptions(one))
  )
}

/** The options of `source`, an absolute path. What is said of one source takes precedence. */
export function optionsFor(options: ToolchainsOptions, source: string, root: string): SourceOptions {
  const given = Object.entries(options).filter(([key]) => key !== 'allow')
  const single = given.filter(([key]) => isPath(key)) as [string, SourceOptions][]
  const general = Object.fromEntries(given.filter(([key]) => !isPath(key))) as SourceOptions
  const own = single.filter(([key]) => leadsTo(path.resolve(root, key), source)).map(([, one]) => one)
  const merged = Object.assign({}, general, ...own) as SourceOptions
  return merged.fallback === undefined ? merged : { ...merged, fallback: path.resolve(root, merged.fallback) }
}
