import { pluginName, type ResolvedOptions } from '@unwasi/unplugin'

import { withoutGuests } from './externals.js'
import { rules, type Rule } from './rules.js'

/** The parts of the compiler that we use. webpack and Rspack share them. */
interface Compiler {
  hooks: { environment: { tap(name: string, run: () => void): void } }
  options: { externals?: unknown; module: { rules: unknown[] }; target?: string | false | (string | false)[] | undefined }
  /** What `target` means. It is set after plugins are applied, from webpack 5.94 and Rspack 1.4 on. */
  platform?: { node?: boolean | null; web?: boolean | null }
}

/** Adds our rules to the user's, once it is known where the output runs. */
export function applyRules(compiler: Compiler, options: ResolvedOptions): void {
  compiler.hooks.environment.tap(pluginName, () => {
    const added: Rule[] = rules(options, isForNode(compiler))
    compiler.options.module.rules.push(...added)
    if (compiler.options.externals !== undefined) compiler.options.externals = withoutGuests(compiler.options.externals)
  })
}

/** Whether the output runs only in Node. */
function isForNode({ options, platform }: Compiler): boolean {
  if (platform !== undefined) return platform.node === true && platform.web !== true
  return [options.target].flat().some((target) => /^(?:async-)?node\d*/.test(String(target)))
}
