import { existsSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

import type { Diagnostic, UnwasiError } from '@unwasi/core/errors'

import { at, compileError, linesOf, noToolchain } from '../diagnostics.js'
import { asArgument, drafted, foundUpwards, programName, textOf, unlinked } from '../files.js'
import type { Job, Language } from '../language.js'
import { isFolder } from '../source.js'

/**
 * Runs `asc` by its API, which asks for each file that it reads. It prints the files that were there and those that were not as JSON.
 * What the project's asconfig.json has the compiler write beside the program, such as bindings, is not wanted here.
 */
const DRIVER = `
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
const [asc, output, ...args] = process.argv.slice(1)
const { main } = await import(asc)
const [files, missing] = [[], []]
const { error } = await main(args, {
  stdout: process.stderr,
  stderr: process.stderr,
  readFile(name, folder) {
    const file = resolve(folder, name)
    try {
      const text = readFileSync(file, 'utf8')
      files.push(file)
      return text
    } catch {
      missing.push(file)
      return null
    }
  },
  writeFile(name, contents) {
    if (name.endsWith('.wasm')) writeFileSync(output, contents)
  },
})
process.stdout.write('\\n' + JSON.stringify({ files, missing }))
if (error) process.exitCode = 1
`

/** Builds an AssemblyScript program with the compiler of the project's own node_modules. */
export const assemblyscript: Language = async (job) => {
  const { source, options, run } = job
  const [compiler] = foundUpwards(source.folder, ['node_modules/assemblyscript/dist/asc.js'])
  if (compiler === undefined) throw notInstalled(job)
  const [shim] = foundUpwards(source.folder, ['node_modules/@assemblyscript/wasi-shim/asconfig.json'])
  const [config] = foundUpwards(source.folder, ['asconfig.json'])
  const base = config === undefined ? path.resolve(compiler, '../../../..') : path.dirname(config)
  const { result: output, wasm } = await drafted(
    job,
    (draft) =>
      run(
        process.execPath,
        ['--input-type=module', '--eval', DRIVER, pathToFileURL(compiler).href, draft, ...argsOf(job, base, config, shim)],
        { cwd: base, env: options.env },
      ),
    (ended) => ended?.code === 0,
  )
  if (output === undefined) throw new Error(`${process.execPath} is not there any more`)
  const { files, missing } = readIn(output.stdout)
  const diagnostics = diagnosticsOf(output.stderr, base)
  // The compiler and what it brings along never change.
  const own = files.map(unlinked).filter((file) => !file.includes(`${path.sep}node_modules${path.sep}`))
  const rest = {
    files: [...new Set([source.file, ...(config === undefined ? [] : [config]), ...own])],
    folders: wasm === undefined ? [...new Set(missing.map((file) => path.dirname(file)))].filter((one) => isOwnFolder(one)) : [],
    warnings: diagnostics.filter(({ severity }) => severity === 'warning'),
  }
  if (wasm !== undefined) return { result: { wasm, name: nameOf(source.file) }, ...rest }
  if (/does not provide an export named|main is not a function/.test(output.stderr)) throw tooOld(job)
  return { result: compileError(source, 'AssemblyScript', diagnostics, output.stderr), ...rest }
}

const isOwnFolder = (folder: string): boolean => isFolder(folder) && !folder.split(path.sep).includes('node_modules')

const isConfig = (file: string): boolean => path.basename(file) === 'asconfig.json'

const nameOf = (file: string): string =>
  programName(isConfig(file) ? path.basename(path.dirname(file)) : path.basename(file, '.ts'))

function argsOf(
  { source, options, production }: Job,
  base: string,
  config: string | undefined,
  shim: string | undefined,
): string[] {
  const settings = config === undefined ? '' : textOf(config)
  // The project's own settings decide, if it has them.
  const hasEntries = /"entries"\s*:/.test(settings)
  const entry = isConfig(source.file) ? path.join(source.folder, 'assembly', 'index.ts') : source.file
  const text = textOf(entry)
  const exportsFunctions = /^\s*export\s+(?:default\s+)?(?:function|class|const|let|\{|\*)/m.test(text)
  const reactor = options.kind === undefined ? exportsFunctions : options.kind === 'reactor'
  const hasOwnStart = /"exportStart"\s*:/.test(settings) || /\bexport\s+function\s+_(?:start|initialize)\b/.test(text)
  return [
    ...(isConfig(source.file) && hasEntries ? [] : [asArgument(slashes(path.relative(base, entry)))]),
    ...['--baseDir', base, '--outFile', 'program.wasm', '--noColors'],
    ...(config === undefined ? [] : ['--config', config]),
    ...(/"targets"\s*:/.test(settings) ? ['--target', production ? 'release' : 'debug'] : production ? ['-O'] : ['--debug']),
    ...(shim === undefined || settings.includes('wasi-shim') ? [] : shimArgs(base, shim)),
    ...(hasOwnStart && options.kind === undefined ? [] : ['--exportStart', reactor ? '_initialize' : '_start']),
    ...(options.assemblyscript?.flags ?? []),
  ]
}

/** The settings of the shim, beside those of the project: a configuration can extend only one. */
function shimArgs(base: string, shim: string): string[] {
  const { options = {} } = JSON.parse(textOf(shim)) as { options?: { lib?: string | string[]; use?: string[] } }
  const libraries = [options.lib ?? []].flat().map((folder) => slashes(path.relative(base, path.resolve(shim, '..', folder))))
  return [...libraries.flatMap((folder) => ['--lib', folder]), ...(options.use ?? []).flatMap((use) => ['--use', use])]
}

const slashes = (file: string): string => file.replaceAll('\\', '/')

interface Read {
  readonly files: readonly string[]
  readonly missing: readonly string[]
}

/** The last line is the driver's. Transforms may print before. */
function readIn(stdout: string): Read {
  try {
    return JSON.parse(stdout.slice(stdout.lastIndexOf('\n') + 1)) as Read
  } catch {
    // The compiler has crashed, and stderr says how.
    return { files: [], missing: [] }
  }
}

const HEAD = /^(?<kind>ERROR|WARNING)(?: (?:TS|AS)\d+)?:? (?<message>.+)$/
const PLACE = /^ *└─ in (?<file>.+)\((?<line>\d+),(?<column>\d+)\)$/

/** `ERROR TS2304: Cannot find name 'foo'.`, a frame, and `└─ in assembly/main.ts(1,29)`. */
export function diagnosticsOf(text: string, base: string): Diagnostic[] {
  const found: Diagnostic[] = []
  for (const line of linesOf(text)) {
    const head = HEAD.exec(line)?.groups
    if (head !== undefined) {
      found.push({ severity: head['kind'] === 'ERROR' ? 'error' : 'warning', message: head['message'] ?? '' })
      continue
    }
    const place = PLACE.exec(line)?.groups
    const last = found.at(-1)
    // Only the first place is the error's. Those of related ones follow, and files of the library have no path.
    if (place === undefined || last === undefined || last.file !== undefined || place['file']?.startsWith('~lib/') === true)
      continue
    Object.assign(last, at(path.resolve(base, place['file'] ?? ''), Number(place['line']), Number(place['column']), 'units'))
  }
  return found
}

const INSTALL = 'npm install --save-dev assemblyscript @assemblyscript/wasi-shim'

const notInstalled = ({ source }: Job): UnwasiError =>
  noToolchain(
    source,
    'AssemblyScript',
    existsSync(path.join(source.folder, 'node_modules', 'assemblyscript'))
      ? "The package 'assemblyscript' in node_modules is too old: it has no dist/asc.js."
      : "The package 'assemblyscript' is in no node_modules folder of the source's folder or above.",
    `Install it: ${INSTALL}.`,
  )

const tooOld = ({ source }: Job): UnwasiError =>
  noToolchain(
    source,
    'AssemblyScript 0.20 or later',
    'The installed version has another programming interface.',
    `Update it: ${INSTALL}.`,
  )
