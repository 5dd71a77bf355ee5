import { realpathSync } from 'node:fs'
import path from 'node:path'

import { UnwasiError } from '@unwasi/core/errors'
import { quoted } from '@unwasi/core/text'

import type { Source } from './source.js'

/**
 * Refuses sources in node_modules, unless their package is allowed. A build executes code of the source (`build.rs`, cgo, `build.zig`,
 * compiler plugins), and an import alone must not execute what a package brings along.
 */
export function checkAllowed(source: Source, allowed: readonly string[]): void {
  // Package managers link packages of a workspace into node_modules, and a link elsewhere can lead into it.
  const name = packageOf(realpathSync(source.file))
  if (name === undefined || allowed.includes(name)) return
  throw new UnwasiError({
    code: 'NOT_ALLOWED',
    headline: `the source belongs to the package ${quoted(name)}`,
    why: 'Building a source can execute code that comes with it, so unwasi builds no sources in node_modules unless you allow it.',
    fix: `If you trust the package, set the option: toolchains: { allow: [${quoted(name)}] }. Or import a .wasm file that it contains.`,
    file: source.file,
  })
}

/** The package in whose folder `file` is. Undefined if it is the project's own. */
function packageOf(file: string): string | undefined {
  const parts = file.split(/[/\\]/)
  const at = parts.lastIndexOf('node_modules')
  if (at < 0 || at + 1 >= parts.length) return undefined
  const [first = '', second] = parts.slice(at + 1)
  return first.startsWith('@') && second !== undefined ? path.posix.join(first, second) : first
}
