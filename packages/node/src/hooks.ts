// Hooks for `module.register`, which Node runs in a separate thread.
import type { InitializeHook, LoadHook, ResolveHook } from 'node:module'

import type { Options } from '@unwasi/core'
import { resolveOptions } from '@unwasi/unplugin'

import { moduleFor } from './convert.js'
import { printable, warn } from './messages.js'
import { fileSpecifier, loaded, moduleUrl, partUrl, requestOf, resolved } from './urls.js'

let options = resolveOptions()
const importers = new Map<string, string | undefined>()

export const initialize: InitializeHook<Options> = (data) => {
  options = resolveOptions(data)
}

export const resolve: ResolveHook = async (specifier, context, nextResolve) => {
  const part = partUrl(specifier, context.parentURL)
  if (part !== undefined) return resolved(part)
  const file = fileSpecifier(specifier, options)
  // If nothing is found, Node's own message names the importer.
  const found = file === undefined ? undefined : await nextResolve(file, context)
  const url = found && moduleUrl(specifier, found.url, context.conditions, options)
  if (url === undefined) return nextResolve(specifier, context)
  importers.set(url, context.parentURL)
  return resolved(url)
}

export const load: LoadHook = async (url, context, nextLoad) => {
  const request = requestOf(url)
  if (request === undefined) return nextLoad(url, context)
  try {
    const { code, warning } = await moduleFor(request, options)
    warn(warning)
    return loaded(code)
  } catch (error) {
    throw printable(error, importers.get(url))
  }
}
