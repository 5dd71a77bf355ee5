import { wholeModule } from '../emit/named-exports.js'
import { relativeUrl } from '../emit/urls.js'
import { workerModuleText } from '../emit/worker-module.js'
import { workerTypes } from '../emit/worker-types.js'
import { UnwasiError } from '../errors.js'
import type { TranspileOptions, Transpiled } from '../options.js'
import type { Program } from '../program.js'

/** The ES module that runs `program` in workers, whose script `worker` returns. */
export function workerModule(
  program: Program,
  worker: NonNullable<TranspileOptions['worker']>,
  { runtime = '@unwasi/runtime', typesRuntime = runtime, assetUrl = relativeUrl, precompiled = false, file }: TranspileOptions,
): Transpiled {
  if (precompiled) throw notPrecompiled(file)
  const { guest, summary } = program
  const entry = program.link.by === 'preview1' ? 'worker' : 'worker-components'
  // Programs share the file.
  const script = { name: `unwasi-${entry}.js`, ...worker(entry) }
  const parts = workerModuleText({ program, runtime, guest: assetUrl(guest), script: assetUrl(script) })
  const types = workerTypes(program, typesRuntime)
  return { ...parts, code: wholeModule(parts), types, assets: [guest, script], summary }
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
