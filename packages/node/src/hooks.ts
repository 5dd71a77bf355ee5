// Hooks for `module.register`, which Node runs in a separate thread.
import type { InitializeHook, LoadHook, ResolveHook } from 'node:module'

import type { Options } from '@unwasi/core'
import { resolveOptions } from '@unwasi/unplugin'

import { moduleFor } from './convert.js'
import { Imports } from './imports.js'
import { requestOf } from './urls.js'

let options = resolveOptions()
let imports = new Imports(options)

export const initialize: InitializeHook<Options> = (data) => {
  options = resolveOptions(data)
  imports = new Imports(options)
}

export const resolve: ResolveHook = async (specifier, context, nextResolve) => {
  const steps = imports.resolve(specifier, context)
  let step = steps.next()
  while (step.done !== true) step = steps.next(await nextResolve(step.value, context))
  return step.value
}

export const load: LoadHook = async (url, context, nextLoad) => {
  const request = requestOf(url)
  if (request === undefined) return nextLoad(url, context)
  try {
    return imports.loaded(await moduleFor(request, options))
  } catch (error) {
    throw imports.refused(error, url)
  }
}
