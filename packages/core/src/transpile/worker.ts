import { relativeUrl } from '../emit/urls.js'
import { workerModuleText, workerRunTypes } from '../emit/worker-module.js'
import { UnwasiError } from '../errors.js'
import type { Asset, TranspileOptions, Transpiled } from '../options.js'
import type { Program } from '../program.js'

/** The name of the file with the worker's script. Programs share it. */
const SCRIPT = 'unwasi-worker.js'

/** The ES module that runs `program` in a worker with the script `worker`. */
export function workerModule(
  program: Program,
  worker: Pick<Asset, 'bytes' | 'path'>,
  { runtime = '@unwasi/runtime', typesRuntime = runtime, assetUrl = relativeUrl, precompiled = false, file }: TranspileOptions,
): Transpiled {
  if (precompiled) throw notPrecompiled(file)
  const { guest, summary } = program
  const script = { name: SCRIPT, ...worker }
  const parts = workerModuleText({ program, runtime, guest: assetUrl(guest), script: assetUrl(script) })
  return { ...parts, code: parts.program, types: workerRunTypes(typesRuntime), assets: [guest, script], summary }
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
