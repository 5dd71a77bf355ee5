import { idFilter } from '@unwasi/unplugin'

/** Precedes the relative path of a guest in a string literal that stands for its URL. */
const mark = 'unwasi-file:'

/**
 * Keeps the URLs of guests in builds that give `import.meta` another meaning. Nitro 2 replaces it in the text of all modules and
 * chunks: its own object has the URL of the entry, and no URLs of files.
 */
export class ImportMeta {
  readonly #emitted = new Set<string>()
  readonly #replaced = new Set<string>()

  /** Returns the JavaScript expression for the URL of an emitted file. */
  urlOf(reference: string): string {
    this.#emitted.add(reference)
    return `import.meta.ROLLUP_FILE_URL_${reference}`
  }

  has(reference: string): boolean {
    return this.#emitted.has(reference)
  }

  /** The answer of the hook `resolveFileUrl` for a file whose `import.meta` was replaced in an ES module. */
  resolve({ referenceId, relativePath, format }: FileUrl): string | null {
    return format === 'es' && this.#replaced.has(referenceId) ? JSON.stringify(mark + relativePath) : null
  }

  readonly hooks = {
    transform: {
      // This runs after the plugins that replace text.
      order: 'post' as const,
      filter: { id: idFilter },
      handler: (code: string, id: string): Code | null => {
        if (!idFilter.test(id)) return null
        // An inlined program has long runs of letters. The lookbehind makes each cost one attempt instead of one for each letter.
        const uses = /(?<![\w$.])([\w$.]{1,200})\.ROLLUP_FILE_URL_([\w$]+)/g
        const restored = code.replaceAll(uses, (found, object: string, reference: string) => {
          if (object === 'import.meta' || !this.#emitted.has(reference)) return found
          this.#replaced.add(reference)
          return this.urlOf(reference)
        })
        return restored === code ? null : { code: restored, map: null }
      },
    },
    renderChunk: {
      order: 'post' as const,
      handler: (code: string): Code | null =>
        code.includes(mark)
          ? { code: code.replaceAll(/(["'`])unwasi-file:(.+?)\1/g, 'new URL($1$2$1, import.meta.url).href'), map: null }
          : null,
    },
  }
}

interface Code {
  code: string
  /** It says that no line moves. */
  map: null
}

interface FileUrl {
  referenceId: string
  /** The path relative to the chunk's folder, without a leading `./`. */
  relativePath: string
  format: string
}
