import { availableParallelism } from 'node:os'
import path from 'node:path'

import type { Diagnostic } from '@unwasi/core/errors'

import { prerequisitesIn } from '../dep-info.js'
import { compileError, diagnosticsIn } from '../diagnostics.js'
import { asArgument, drafted, programName, textOf, unlinked } from '../files.js'
import type { Job, Language } from '../language.js'
import type { Output } from '../process.js'
import { findCompiler, type Compiler } from './c-compiler.js'

/** Builds a C or C++ program: one file, or a list by option. */
export const c: Language = async (job) => {
  const { source, options, production, scratch } = job
  const compiler = await findCompiler(job)
  const units = [...new Set([source.file, ...(options.c?.files ?? []).map((file) => path.resolve(source.folder, file))])]
  const reactor = options.kind === undefined ? exportsFunctions(units) : options.kind === 'reactor'
  const flags = [
    // Flags of the linker are given to the compiler too.
    ...['-Qunused-arguments', '-g', production ? '-Oz' : '-O2'],
    ...(options.c?.flags ?? []),
  ]
  const compiled = await inParallel(units, (unit, index) => compile(job, compiler, unit, path.join(scratch, `${index}`), flags))
  const { result: linked, wasm } = await drafted(
    job,
    (draft) =>
      compiled.every(({ output }) => output.code === 0)
        ? link(compiler, job, [
            ...(reactor ? ['-mexec-model=reactor'] : []),
            ...(production ? ['-Wl,--strip-debug'] : []),
            ...compiled.map(({ object }) => object),
            ...flags,
            ...['-o', draft],
          ])
        : Promise.resolve(undefined),
    (output) => output?.code === 0,
  )
  const printed = [...compiled.map(({ output }) => output.stderr), linked?.stderr ?? ''].join('\n')
  const diagnostics = diagnosticsOf(printed, source.folder, scratch)
  const read = compiled.flatMap(({ dependencies }) => prerequisitesIn(textOf(dependencies)))
  const isObject = (file: string): boolean => file.startsWith(scratch)
  const files = [
    ...units,
    ...read.map((file) => unlinked(path.resolve(source.folder, file))),
    ...diagnostics.flatMap(({ file }) => file ?? []),
  ]
  const rest = {
    files: [...new Set(files)].filter((file) => !isObject(file)),
    // A header that was not found may appear.
    folders: wasm === undefined ? [...new Set(units.map((unit) => path.dirname(unit)))] : [],
    warnings: diagnostics.filter(({ severity }) => severity === 'warning'),
  }
  if (wasm !== undefined) return { result: { wasm, name: nameOf(source.file) }, ...rest }
  return { result: compileError(source, compiler.name, diagnostics, printed.trim()), ...rest }
}

/** Like `Promise.all`, with as many processes at a time as the machine runs. Once one rejects, its worker starts no further one. */
async function inParallel<T, R>(items: readonly T[], action: (item: T, index: number) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  const entries = items.entries()
  const worker = async () => {
    for (const [index, item] of entries) results[index] = await action(item, index)
  }
  const ended = await Promise.allSettled(Array.from({ length: availableParallelism() }, worker))
  for (const one of ended) if (one.status === 'rejected') throw one.reason
  return results
}

const isCxx = (file: string): boolean => /\.(?:cc|cpp|cxx)$/.test(file)

const nameOf = (file: string): string => programName(path.basename(file, path.extname(file)))

interface Unit {
  readonly object: string
  readonly dependencies: string
  readonly output: Output
}

async function compile({ source }: Job, compiler: Compiler, unit: string, base: string, flags: readonly string[]): Promise<Unit> {
  const [object, dependencies] = [`${base}.o`, `${base}.d`]
  const output = await compiler.run(isCxx(unit), [
    // -MMD leaves out the headers of the system.
    ...['-c', '-MMD', '-MF', dependencies],
    // No libc for WASI of before 2025 has what exceptions need.
    ...(isCxx(unit) ? ['-fno-exceptions'] : []),
    ...flags,
    ...['-o', object, asArgument(path.relative(source.folder, unit))],
  ])
  return { object, dependencies, output: output ?? { code: 1, stdout: '', stderr: '' } }
}

const link = async (compiler: Compiler, { source, options }: Job, args: readonly string[]): Promise<Output | undefined> =>
  compiler.run([source.file, ...(options.c?.files ?? [])].some(isCxx), args)

/** Whether the program has functions for the host, and no `main`. */
function exportsFunctions(units: readonly string[]): boolean {
  const texts = units.map((unit) => textOf(unit))
  return texts.some((text) => /\bexport_name\s*\(/.test(text)) && !texts.some((text) => /\bmain\s*\(/.test(text))
}

/** `main.c:3:22: warning: unused variable`; what a note says belongs to the error before it. */
export const CLANG_PATTERN =
  /^(?<file>(?:[A-Za-z]:)?[^\s:][^:]*):(?<line>\d+):(?<column>\d+): (?<kind>(?:fatal )?error|warning|note|remark): (?<message>.+)$/

/** `wasm-ld: error: /tmp/main.o: undefined symbol: add`; zig writes `error: wasm-ld: …`. */
const LINKER_PATTERN = /^(?:(?:\S*[/\\])?wasm-ld(?:-\d+)?(?:\.exe)?: error: |error: wasm-ld: )(?<message>.+)$/

/** What the compiler and the linker say. */
export function diagnosticsOf(text: string, folder: string, scratch: string): Diagnostic[] {
  const linker = text.split('\n').flatMap((line): Diagnostic[] => {
    const [, message] = line.length > 4_000 ? [] : (LINKER_PATTERN.exec(line.trimEnd()) ?? [])
    // The names of object files say nothing to the reader.
    return message === undefined ? [] : [{ severity: 'error', message: message.replaceAll(`${scratch}${path.sep}`, '') }]
  })
  return [...diagnosticsIn(text, { pattern: CLANG_PATTERN, folder }), ...linker]
}
