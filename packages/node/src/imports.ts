import type { LoadFnOutput, ResolveFnOutput, ResolveHookContext } from 'node:module'

import type { ResolvedOptions } from '@unwasi/unplugin'

import type { Result } from './convert.js'
import { printable, warn } from './messages.js'
import { fileSpecifier, moduleUrl, partUrl } from './urls.js'

/** What both kinds of hooks do: those of a separate thread, which are asynchronous, and those of the importing thread, which are not. */
export class Imports {
  readonly #options: ResolvedOptions
  readonly #importers = new Map<string, string | undefined>()

  constructor(options: ResolvedOptions) {
    this.#options = options
  }

  /** Yields each specifier that the next hook has to resolve, and is resumed with its answer. */
  *resolve(specifier: string, context: ResolveHookContext): Generator<string, ResolveFnOutput, ResolveFnOutput> {
    const part = partUrl(specifier, context.parentURL)
    if (part !== undefined) return resolved(part)
    const file = fileSpecifier(specifier, context, this.#options)
    if (file !== undefined) {
      // If nothing is found, Node's own message names the importer.
      const found = yield file
      const url = moduleUrl(specifier, found.url, context.conditions, this.#options)
      if (url !== undefined) {
        this.#importers.set(url, context.parentURL)
        return resolved(url)
      }
    }
    return yield specifier
  }

  /** The module that was made for a guest. */
  loaded({ code, warning }: Result): LoadFnOutput {
    warn(warning)
    return { format: 'module', source: code, shortCircuit: true }
  }

  /** The error for a guest that could not be converted. */
  refused(error: unknown, url: string): unknown {
    return printable(error, this.#importers.get(url))
  }
}

/** Ends the search: hooks that were registered before, and Node, are not asked. */
const resolved = (url: string): ResolveFnOutput => ({ url, format: 'module', shortCircuit: true })
