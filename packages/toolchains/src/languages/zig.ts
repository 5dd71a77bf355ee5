import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'

import { UnwasiError } from '@unwasi/core/errors'

import { compileError, diagnosticsIn, noToolchain } from '../diagnostics.js'
import { filesBelow, programName, textOf } from '../files.js'
import type { Job, Language, Outcome } from '../language.js'
import type { Output } from '../process.js'
import { findZig, type Zig } from './zig-command.js'
import { importedFrom, manifestSources } from './zig-manifest.js'

/** Builds a Zig program: a file, or what a `build.zig` installs. */
export const zig: Language = async (job) => {
  const command = await findZig(job)
  if (command === undefined) throw notInstalled(job)
  return path.basename(job.source.file) === 'build.zig' ? project(job, command) : single(job, command)
}

const optimizeOf = ({ options, production }: Job) => options.zig?.optimize ?? (production ? 'ReleaseSmall' : 'Debug')

async function single(job: Job, command: Zig): Promise<Outcome> {
  const { source, options, folder, production } = job
  const text = textOf(source.file)
  const exportsFunctions = /^\s*(?:pub\s+)?export\s+fn\b/m.test(text) && !/\bpub\s+fn\s+main\s*\(/.test(text)
  const reactor = options.kind === undefined ? exportsFunctions : options.kind === 'reactor'
  const cache = path.join(folder, 'zig-cache')
  const output =
    (await command([
      // Unlike `zig build-exe`, `zig run` uses the cache, and writes down what it has read. It "runs" a command that prints the path.
      'run',
      ...['-target', 'wasm32-wasi', '-O', optimizeOf(job), ...(production ? ['-fstrip'] : [])],
      ...(reactor ? ['-fno-entry', '-mexec-model=reactor', '-rdynamic'] : []),
      ...['--cache-dir', cache],
      ...(process.platform === 'win32' ? ['cmd', '/d', '/c', 'echo'] : ['echo']).flatMap((word) => ['--test-cmd', word]),
      '--test-cmd-bin',
      ...(options.zig?.flags ?? []),
      source.file,
    ])) ?? missing(job)
  const built = output.code === 0 ? output.stdout.trim() : undefined
  // The manifests are those of the last successful build.
  const known = manifestSources(cache, source.folder)
  const files = new Set([
    source.file,
    ...(known ?? []),
    ...(known === undefined || built === undefined ? importedFrom(source.file) : []),
  ])
  if (built === undefined) return failure(job, output, files, [])
  const wasm = await readFile(path.resolve(source.folder, built))
  return { result: { wasm, name: programName(path.basename(source.file, '.zig')) }, files: [...files], folders: [], warnings: [] }
}

async function project(job: Job, command: Zig): Promise<Outcome> {
  const { source, options, folder, scratch, production } = job
  const cache = path.join(folder, 'zig-cache')
  // A folder for each build, so that it has nothing that is not installed any more.
  const prefix = path.join(scratch, 'out')
  const { optimize, flags = [] } = options.zig ?? {}
  const mode = optimize === undefined ? (production ? ['--release=small'] : []) : [`-Doptimize=${optimize}`]
  const fixed = ['build', '--prefix', prefix, '--cache-dir', cache, ...flags]
  let output = (await command([...fixed, '-Dtarget=wasm32-wasi', ...mode])) ?? missing(job)
  // A build.zig that is written for WASI alone has no option for the target.
  if (output.code !== 0 && /invalid option: "?-?D?target\b/.test(output.stderr))
    output = (await command([...fixed, ...mode])) ?? missing(job)
  const known = manifestSources(cache, source.folder) ?? []
  const own = filesBelow(source.folder, /\.(?:zig|zon)$/)
  const described = own.filter(
    (file) => path.dirname(file) === source.folder && /^build\.zig(?:\.zon)?$/.test(path.basename(file)),
  )
  const isExact = output.code === 0 && known.length > 0
  const files = new Set([source.file, ...described, ...known, ...(isExact ? [] : own)])
  if (output.code !== 0) return failure(job, output, files, isExact ? [] : [source.folder])
  const program = chosen(job, prefix)
  if (program instanceof UnwasiError) return { result: program, files: [...files], folders: [], warnings: [] }
  const result = { wasm: await readFile(program), name: programName(path.basename(program, '.wasm')) }
  return { result, files: [...files], folders: [], warnings: [] }
}

/** The path of the program that the project installs, or an error if there are none or several. */
function chosen({ source, options }: Job, prefix: string): string | UnwasiError {
  const programs = filesBelow(prefix, /\.wasm$/)
  const names = programs.map((file) => path.basename(file, '.wasm')).toSorted()
  const wanted = options.zig?.artifact
  const found = wanted === undefined ? programs : programs.filter((file) => path.basename(file, '.wasm') === wanted)
  const [first] = found
  if (first !== undefined && found.length === 1) return first
  return new UnwasiError({
    code: 'COMPILE',
    headline: names.length === 0 ? 'build.zig installs no WebAssembly program' : 'it is not clear which program is meant',
    why:
      names.length === 0
        ? `It has installed these: ${readdirSync(prefix, { recursive: true }).slice(0, 10).join(', ') || 'no files'}.`
        : `build.zig installs the programs ${names.join(', ')}.`,
    fix:
      names.length === 0
        ? 'Give the program the target of b.standardTargetOptions(.{}), and install it with b.installArtifact.'
        : `Name one in the option: toolchains: { './path/of/build.zig': { zig: { artifact: '${names[0]}' } } }.`,
    file: source.file,
  })
}

/** `src/main.zig:4:1: error: message`; a note follows without being one. */
export const ZIG_PATTERN =
  /^(?<file>(?:[A-Za-z]:)?[^\s:][^:]*):(?<line>\d+):(?<column>\d+): (?<kind>error|warning|note): (?<message>.+)$/

function failure(job: Job, { stderr }: Output, files: Set<string>, folders: readonly string[]): Outcome {
  const diagnostics = diagnosticsIn(stderr, { pattern: ZIG_PATTERN, folder: job.source.folder })
  for (const { file } of diagnostics) if (file !== undefined) files.add(file)
  const result = compileError(job.source, 'Zig', diagnostics, stderr)
  return { result, files: [...files], folders, warnings: [] }
}

const notInstalled = ({ source }: Job): UnwasiError =>
  noToolchain(
    source,
    'Zig',
    'There is no command `zig` in PATH, and python3 has no package ziglang.',
    'Install Zig: https://ziglang.org/download/, or: pip install ziglang.',
  )

const missing = (job: Job): never => {
  throw notInstalled(job)
}
