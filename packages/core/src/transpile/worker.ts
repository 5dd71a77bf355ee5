import { wholeModule } from '../emit/named-exports.js'
import { relativeUrl } from '../emit/urls.js'
import { checkWorker, workerModuleText } from '../emit/worker-module.js'
import { scriptWithGlue } from '../emit/worker-script.js'
import { workerTypes } from '../emit/worker-types.js'
import { UnwasiError } from '../errors.js'
import { cachedScript, cacheFor } from '../guest.js'
import type { Asset, TranspileOptions, Transpiled } from '../options.js'
import type { Program } from '../program.js'

type Script = NonNullable<TranspileOptions['worker']>

/** The ES module that runs `program` in workers, whose script `worker` returns. */
export async function workerModule(program: Program, worker: Script, options: TranspileOptions): Promise<Transpiled> {
  const { runtime = '@unwasi/runtime', typesRuntime = runtime, assetUrl = relativeUrl, precompiled = false, file } = options
  if (precompiled) throw notPrecompiled(file)
  checkWorker(program)
  const { guest, link, summary } = program
  const found = link.by === 'glue' ? await bindingsOf(program, options) : undefined
  const script = found === undefined ? shared(link.by, worker) : own(program, found.glue, worker, options)
  const parts = workerModuleText({ program, runtime, guest: assetUrl(guest), script: assetUrl(script), ...found })
  const types = workerTypes(program, typesRuntime, found)
  return { ...parts, code: wholeModule(parts), types, assets: [guest, script], summary }
}

async function bindingsOf({ guest }: Program, options: TranspileOptions) {
  const { bindings } = await import('../toolchain/bindgen.js')
  return bindings(guest.bytes, cacheFor(options))
}

/** The script that all programs without glue share. */
function shared(by: Program['link']['by'], worker: Script): Asset {
  const entry = by === 'preview1' ? 'worker' : 'worker-components'
  return { name: `unwasi-${entry}.js`, ...worker(entry) }
}

/** The script of a program with glue, which is a part of it. */
function own({ name }: Program, glue: string, worker: Script, options: TranspileOptions): Asset {
  const bytes = scriptWithGlue(glue, worker('worker-typed').bytes)
  const path = cachedScript(bytes, options)
  return { name: name.replace(/\.wasm$/, '.worker.js'), bytes, ...(path !== undefined && { path }) }
}

function notPrecompiled(file: string | undefined): UnwasiError {
  return new UnwasiError({
    code: 'BAD_OPTION',
    headline: "a program in a worker can't be compiled at build time",
    why: "Places that forbid compiling at run time, such as Cloudflare Workers, can't start workers.",
    fix: "Import it without &worker, or set the option 'precompiled' to false.",
    file,
  })
}
