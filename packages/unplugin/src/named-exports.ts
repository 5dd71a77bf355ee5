import { UnwasiError } from '@unwasi/core/errors'

import { parseRequest, type Request } from './ids.js'
import { presentable } from './presentable.js'

/** The output formats that have top-level await, under all names that bundlers give them. */
const formats: readonly (string | undefined)[] = [undefined, 'es', 'esm', 'module', 'system', 'systemjs']

export const hasTopLevelAwait = (format: string | undefined): boolean => formats.includes(format)

/** The error for a build that uses named exports of a library in a format without top-level await. */
export function namedExportsError(library: Request, format: string, names: readonly string[], importers: readonly string[] = []) {
  const which = names.length === 0 ? '' : ` (${names.join(', ')})`
  const by = importers.length === 0 ? '' : ` They are imported by ${importers.join(', ')}.`
  return new UnwasiError({
    code: 'UNSUPPORTED',
    headline: `named exports of a library${which} can't be used in the output format '${format}'`,
    why: `They belong to an instance that a module awaits at its top level, and this format has no top-level await.${by}`,
    fix: `Import the default export, as in \`import instantiate from '…?component'\`, and call it: \`const lib = await instantiate()\`. Or build ES modules.`,
    file: library.path,
  })
}

/** The parts of the plugin context that we use. */
interface Context {
  getModuleIds(): Iterable<string>
  getModuleInfo(id: string): { isIncluded?: boolean | null; importers: readonly string[] } | null
  meta: { rollupVersion?: string; rolldownVersion?: string }
}

/** The parts of the bundle that we use. Chunks of Rollup and Rolldown list their modules. */
type Bundle = Record<
  string,
  { type: string; modules?: Record<string, { renderedExports?: readonly string[]; renderedLength?: number }> }
>

/**
 * Refuses named exports of libraries in formats without top-level await. Rollup leaves out unused modules before it looks for
 * `await`, and knows the format only after all modules are loaded. Rolldown refuses an unused `await`, but its plugins know the
 * format from the start. So the exports are `unavailable` in Rolldown, and it is an error if one is used.
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
  return presentable(namedExportsError(request, String(format), names, [...new Set(importers)]))
}
