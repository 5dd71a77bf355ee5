import type { Options } from '@unwasi/core'
import type { ResolvedOptions } from '@unwasi/unplugin'

import { Converter } from './converter.js'
import { Imports } from './imports.js'
import type { SyncHooks } from './module-hooks.js'
import { requestOf } from './urls.js'

/** Hooks for `module.registerHooks`, which Node calls in the thread that imports. */
export function hooksOfThread(options: Options, checked: ResolvedOptions): SyncHooks {
  const imports = new Imports(checked)
  const converter = new Converter(options)
  return {
    resolve(specifier, context, nextResolve) {
      const steps = imports.resolve(specifier, context)
      let step = steps.next()
      while (step.done !== true) step = steps.next(nextResolve(step.value, context))
      return step.value
    },
    load(url, context, nextLoad) {
      const request = requestOf(url)
      if (request === undefined) return nextLoad(url, context)
      try {
        return imports.loaded(converter.convert(request))
      } catch (error) {
        throw imports.refused(error, url)
      }
    },
  }
}
