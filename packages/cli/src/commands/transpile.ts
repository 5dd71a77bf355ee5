import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

import type { WorkerEntry } from '@unwasi/core'
import type { Arguments, CommandSpec } from '../arguments.js'
import { cacheFolder } from '../cache.js'
import { errno, UsageError } from '../errors.js'
import { importSources } from '../imports.js'
import {
  compactOption,
  hostChoice,
  hostOption,
  maxMemory,
  maxMemoryOption,
  named,
  oneInput,
  stripLevel,
  stripOption,
} from '../input.js'
import { keepInput, writeFolder } from '../output-files.js'
import { inputNote, readProgram, toolchainsOption } from '../program-file.js'
import { tell } from '../tell.js'

export const spec: CommandSpec = {
  summary:
    'Turns a WASI program into a folder with an ES module that runs in Node and from any web server, with no bundler and no install.',
  operands: '-o DIR IN',
  notes: `DIR gets <name>.js, whose default export runs the program or makes instances of a library, <name>.d.ts,\nthe program and the runtime. unwasi-runtime-node.js has \`hostDirectory\`, for Node, Deno and Bun.\n${inputNote}`,
  options: {
    output: { short: 'o', value: 'DIR', help: 'the folder to write to; it is created if necessary, and other files in it stay' },
    host: hostOption,
    import: {
      value: 'NAME[=FILE]',
      help: 'let the program import from NAME the functions that the JavaScript FILE exports, or that\neach call gives; may be given several times',
    },
    strip: stripOption,
    'max-memory': maxMemoryOption,
    compact: compactOption,
    toolchains: toolchainsOption,
    worker: {
      help: 'run the program in a worker: an instance of a library has a worker for itself, and its functions return promises',
    },
    precompiled: {
      help: 'import the program as compiled modules, for places that forbid compiling at run time:\nCloudflare Workers (wrangler) and the Edge Runtime of Vercel',
    },
  },
}

/** The name of the runtime's file in the folder, without an extension. */
const runtime = 'unwasi-runtime'
/** The names that a program can't have, because other files in the folder have them. */
const taken = [runtime, `${runtime}-node`, 'unwasi-trap', 'unwasi-worker', 'unwasi-worker-components']

export async function execute(args: Arguments): Promise<number> {
  const file = oneInput('transpile', args)
  const folder = args.one('output')
  if (folder === undefined) throw new UsageError('no output folder given: -o DIR', 'transpile')
  const strip = stripLevel('transpile', args)
  const host = hostChoice('transpile', args)
  const limit = maxMemory('transpile', args)
  const compact = args.has('compact')
  const { bytes, name } = await readProgram('transpile', file, args, true)
  if (taken.includes(name)) throw new UsageError(`the runtime's own file is called ${name}: rename ${file}`, 'transpile')
  const { classify, transpile } = await import('@unwasi/core')
  const { code, types, assets, summary } = await named(file, (absolute) =>
    transpile(bytes, {
      file: absolute,
      name: `${name}.wasm`,
      runtime: `./${runtime}.js`,
      cache: cacheFolder(),
      host,
      imports: importSources(args.all('import'), folder),
      strip,
      compact,
      ...limit,
      trace: true,
      precompiled: args.has('precompiled'),
      ...(args.has('worker') && { worker: workerScript }),
    }),
  )
  const facts = classify(bytes, { provided: () => true, provides: () => true })
  const component =
    host === 'preview2' ||
    facts.kind === 'component' ||
    (facts.kind !== 'refused' && facts.typed) ||
    (await servesComponents(folder))
  const whole = component ? 'standalone-components' : 'standalone'
  const files = new Map<string, string | Uint8Array>()
  for (const asset of assets) {
    files.set(asset.name, asset.bytes)
    // Written beside its input, the program would overwrite it. That is harmless only if the bytes are the same.
    if (Buffer.compare(asset.bytes, bytes) !== 0) await keepInput(file, path.join(folder, asset.name))
  }
  await addRuntime(files, runtime, whole)
  await addRuntime(files, `${runtime}-node`, 'standalone-node')
  files.set(`${name}.d.ts`, types)
  const manifest = path.join(folder, 'package.json')
  const esm = await saysModule(manifest)
  if (esm === undefined) files.set('package.json', '{ "type": "module" }\n')
  // The module comes last, so that everything it needs is there before it.
  files.set(`${name}.js`, code)
  await writeFolder(folder, files)
  tell(summary)
  tell(`wrote ${path.join(folder, `${name}.js`)} and ${files.size - 1} more files`)
  if (esm === false) tell(`note: ${manifest} lacks "type": "module", which Node needs to import ${name}.js`)
  return 0
}

/** The runtime's script for workers, which the folder gets. */
function workerScript(entry: WorkerEntry): { bytes: Uint8Array } {
  return { bytes: readFileSync(fileURLToPath(import.meta.resolve(`@unwasi/runtime/${entry}`))) }
}

/** Adds an entry of the runtime's package, under another name, to the files of the folder. */
async function addRuntime(files: Map<string, string | Uint8Array>, name: string, entry: string): Promise<void> {
  const script = fileURLToPath(import.meta.resolve(`@unwasi/runtime/${entry}`))
  files.set(`${name}.js`, await readFile(script))
  const types = await readFile(script.replace(/\.js$/, '.d.ts'), 'utf8')
  files.set(`${name}.d.ts`, types.replace("'./standalone.js'", `'./${runtime}.js'`))
}

/** Whether the folder has the runtime that an earlier component was written with, and still needs. */
async function servesComponents(folder: string): Promise<boolean> {
  const types = await readFile(path.join(folder, `${runtime}.d.ts`), 'utf8').catch(() => '')
  return /^export \{.*\bcomponent\b/m.test(types)
}

/** Whether a package.json makes Node treat the .js files beside it as ES modules. Undefined if there is none. */
async function saysModule(manifest: string): Promise<boolean | undefined> {
  try {
    const content: unknown = JSON.parse(await readFile(manifest, 'utf8'))
    return (content as { type?: unknown } | null)?.type === 'module'
  } catch (error) {
    if (errno(error) === 'ENOENT' || errno(error) === 'ENOTDIR') return undefined
    if (error instanceof SyntaxError) return false
    throw error
  }
}
