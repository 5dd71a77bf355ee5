import { namedExportsHooks, type Emitted, type RollupContext } from '@unwasi/unplugin'
import type { Environment, Plugin } from 'vite'

export interface ViteContext extends RollupContext {
  environment: Environment
}

type Emission = Map<string, Uint8Array>

/**
 * The files of a build. In client builds Vite finds their URLs. In server and library builds it does not: its URLs begin at the
 * site's root, which Node does not know, and server builds have no assets unless `build.ssrEmitAssets` is set.
 */
export class Outputs {
  readonly #emitted = new WeakMap<Environment, Emission>()

  /** Emits `asset` and returns the JavaScript expression for its URL. */
  emit(context: ViteContext, { name, bytes }: Emitted): string {
    const reference = context.emitFile({ type: 'asset', name, source: bytes })
    if (servesSite(context.environment)) {
      // Vite 7 applies `base` and `renderBuiltUrl` only to this form, which its own assets have. Vite 8 applies them to the other
      // form.
      if (context.meta.rolldownVersion === undefined) return `"__VITE_ASSET__${reference}__"`
    } else {
      this.#of(context.environment).set(reference, bytes)
    }
    return `import.meta.ROLLUP_FILE_URL_${reference}`
  }

  readonly hooks: Pick<Plugin, 'buildStart' | 'generateBundle' | 'onLog'> & {
    resolveFileUrl(this: { environment: Environment }, file: FileUrl): string | null
  }

  constructor() {
    const of = (environment: Environment) => this.#of(environment)
    const again = new Set<string>()
    this.hooks = {
      buildStart() {
        of(this.environment).clear()
      },
      // Rollup's own URL would do, but in Vite 8 another plugin returns one that begins at the site's root.
      resolveFileUrl({ referenceId, relativePath, format }) {
        if (!of(this.environment).has(referenceId)) return null
        if (format === 'es') return `new URL(${JSON.stringify(relativePath)}, import.meta.url).href`
        return `require("node:url").pathToFileURL(__dirname + ${JSON.stringify(`/${relativePath}`)}).href`
      },
      onLog(_level, { code, message }) {
        // The second emission below is intended.
        if (code === 'FILE_NAME_CONFLICT' && [...again].some((fileName) => message.includes(fileName))) return false
        return undefined
      },
      generateBundle: {
        // This runs after Vite has removed the assets.
        order: 'post',
        handler(options, bundle) {
          namedExportsHooks.generateBundle.call(this, options, bundle)
          for (const [reference, source] of of(this.environment)) {
            const fileName = this.getFileName(reference)
            if (Object.hasOwn(bundle, fileName)) continue
            again.add(fileName)
            this.emitFile({ type: 'asset', fileName, source })
          }
        },
      },
    }
  }

  #of(environment: Environment): Emission {
    const emission = this.#emitted.get(environment) ?? new Map<string, Uint8Array>()
    this.#emitted.set(environment, emission)
    return emission
  }
}

/** Whether the output is a site, whose files have URLs below Vite's `base`. */
function servesSite({ config }: Environment): boolean {
  return config.consumer === 'client' && config.build.lib === false
}

interface FileUrl {
  referenceId: string
  /** The path relative to the chunk's folder, without a leading `./`. */
  relativePath: string
  format: string
}
