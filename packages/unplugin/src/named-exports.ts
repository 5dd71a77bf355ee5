import { UnwasiError } from '@unwasi/core/errors'

import { parseRequest, type Request } from './ids.js'

/** Output formats that have top-level await, by all the names that bundlers give them. */
const formats: readonly (string | undefined)[] = [undefined, 'es', 'esm', 'module', 'system', 'systemjs']

export const hasTopLevelAwait = (format: string | undefined): boolean => formats.includes(format)

/** For a build that uses named exports of a library in a format without top-level await. */
export function namedExportsError(library: Request, format: string, names: readonly string[], importers: readonly string[] = []) {
  const which = names.length === 0 ? '' : ` (${names.join(', ')})`
  const by = importers.length === 0 ? '' : ` They are imported by ${importers.join(', ')}.`
  return new UnwasiError({
    code: 'UNSUPPORTED',
    headline: `named exports of a library${which} can't be used in output of the format '${format}'`,
    why: `They belong to an instance that is awaited at the top level of a module, and this format has no top-level await.${by}`,
    fix: `import the default export, as in \`import instantiate from '…?component'\`, and call it: \`const lib = await instantiate()\`; or build ES modules`,
    file: library.path,
  })
}

/** What we use of the plugin context. */
interface Context {
  getModuleIds(): Iterable<string>
  getModuleInfo(id: string): { isIncluded?: boolean | null; importers: readonly string[] } | null
  meta: { rollupVersion?: string; rolldownVersion?: string }
}

/** What we use of the bundle: Rollup's and Rolldown's chunks have the modules that are in them. */
type Bundle = Record<
  string,
  { type: string; modules?: Record<string, { renderedExports?: readonly string[]; renderedLength?: number }> }
>

/**
 * Refuses named exports of libraries where the format has no top-level await. Rollup leaves out what nobody uses before it looks for
 * `await`, and knows the format only after all modules were loaded. Rolldown and its plugins are the other way round: it refuses an unused
 * `await`, but a plugin knows the format from the start. So there the exports are `unavailable`, and it is an error if one is used.
 */
export const namedExportsHooks = {
  renderStart(this: Context, { format }: { format?: string }): void {
    if (this.meta.rolldownVersion !== undefined || hasTopLevelAwait(format)) return
    for (const id of this.getModuleIds()) {
      const request = namedPart(id)
      if (request !== undefined && this.getModuleInfo(id)?.isIncluded === true) {
        throw refusal(this, request, format, id, [])
      }
    }
  },
  generateBundle(this: Context, { format }: { format?: string }, bundle: Bundle): void {
    if (this.meta.rolldownVersion === undefined || hasTopLevelAwait(format)) return
    for (const { modules = {} } of Object.values(bundle)) {
      for (const [id, { renderedExports = [], renderedLength = 0 }] of Object.entries(modules)) {
        const request = namedPart(id)
        if (request !== undefined && renderedLength > 0) throw refusal(this, request, format, id, renderedExports)
      }
    }
  },
}

function namedPart(id: string): Request | undefined {
  const request = parseRequest(id)
  return request?.part === 'named' ? request : undefined
}

function refusal(context: Context, request: Request, format: string | undefined, id: string, names: readonly string[]) {
  const main = context.getModuleInfo(id)?.importers ?? []
  const importers = main.flatMap((id) => context.getModuleInfo(id)?.importers ?? [])
  const error = namedExportsError(request, String(format), names, [...new Set(importers)])
  // Bundlers print the stack, which says nothing to users.
  error.stack = `${error.name}: ${error.message}`
  return error
}
