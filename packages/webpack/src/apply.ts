import { pluginName, type ResolvedOptions } from '@unwasi/unplugin'

import { rules, type Rule } from './rules.js'

/** What we use of the compiler, which webpack and Rspack have in common. */
interface Compiler {
  hooks: { environment: { tap(name: string, run: () => void): void } }
  options: { module: { rules: unknown[] } }
  /** What `target` means; set after plugins are applied. */
  platform: { node?: boolean | null; web?: boolean | null }
}

/** Adds our rules to the user's, when it is known what the output is for. */
export function applyRules(compiler: Compiler, options: ResolvedOptions): void {
  compiler.hooks.environment.tap(pluginName, () => {
    const { node, web } = compiler.platform
    const added: Rule[] = rules(options, node === true && web !== true)
    compiler.options.module.rules.push(...added)
  })
}
