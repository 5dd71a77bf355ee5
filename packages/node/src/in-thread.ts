import type { Options } from '@unwasi/core'
import type { ResolvedOptions } from '@unwasi/unplugin'

import { Converter } from './converter.js'
import { printable, warn } from './messages.js'
import type { SyncHooks } from './module-hooks.js'
import { fileSpecifier, loaded, moduleUrl, partUrl, requestOf, resolved } from './urls.js'

/** Hooks for `module.registerHooks`. */
export function hooksOfThread(options: Options, checked: ResolvedOptions): SyncHooks {
  const importers = new Map<string, string | undefined>()
  const converter = new Converter(options)
  return {
    resolve(specifier, context, nextResolve) {
      const part = partUrl(specifier, context.parentURL)
      if (part !== undefined) return resolved(part)
      const file = fileSpecifier(specifier, checked)
      // If nothing is found, Node's own message names the importer.
      const found = file === undefined ? undefined : nextResolve(file, context)
      const url = found && moduleUrl(specifier, found.url, context.conditions, checked)
      if (url === undefined) return nextResolve(specifier, context)
      importers.set(url, context.parentURL)
      return resolved(url)
    },
    load(url, context, nextLoad) {
      const request = requestOf(url)
      if (request === undefined) return nextLoad(url, context)
      try {
        const { code, warning } = converter.convert(request)
        warn(warning)
        return loaded(code)
      } catch (error) {
        throw printable(error, importers.get(url))
      }
    },
  }
}
