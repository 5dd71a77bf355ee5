import { readFile } from 'node:fs/promises'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

import type { UnwasiError } from '@unwasi/core/errors'

import { compileError, diagnosticsIn, lastLines, noToolchain } from '../diagnostics.js'
import type { Job, Language, Outcome } from '../language.js'
import type { Output } from '../process.js'

/** A package, as `go list -json` describes it: https://pkg.go.dev/cmd/go#hdr-List_packages_or_modules */
interface Package {
  readonly Dir?: string
  readonly Standard?: boolean
  readonly Module?: { readonly Main?: boolean; readonly GoMod?: string; readonly Replace?: { readonly Version?: string } }
  readonly [files: `${string}Files`]: readonly string[] | undefined
}

const FILES = ['GoFiles', 'CgoFiles', 'SFiles', 'HFiles', 'CFiles', 'EmbedFiles', 'OtherFiles'] as const

/** Builds a Go program: a package's folder, or one file. */
export const go: Language = async (job) => {
  const { source, options, folder, run, production } = job
  const { compiler = 'go', tags = [], flags = [] } = options.go ?? {}
  const cwd = source.folder
  // A file stands for its package, unless it is outside a module or has a constraint that keeps it out of every package.
  const alone = !hasModule(cwd) || isIgnored(source.file)
  const target = alone ? path.basename(source.file) : '.'
  const env = { ...options.env, ...(compiler === 'go' && { GOOS: 'wasip1', GOARCH: 'wasm' }) }
  const output = path.join(folder, 'main.wasm')
  const reactor = options.kind === undefined ? exportsFunctions(cwd, target) : options.kind === 'reactor'
  const common = [...(tags.length > 0 ? ['-tags', tags.join(',')] : []), ...flags]
  const built = run(
    compiler,
    [
      'build',
      ...(compiler === 'tinygo' ? ['-target', 'wasip1', ...(production ? ['-opt', 'z', '-no-debug'] : [])] : []),
      ...(reactor ? ['-buildmode=c-shared'] : []),
      ...common,
      '-o',
      output,
      target,
    ],
    { cwd, env },
  )
  const listing = run(
    compiler,
    [
      'list',
      ...(compiler === 'tinygo' ? ['-target', 'wasip1'] : []),
      '-e',
      '-deps',
      compiler === 'tinygo' ? '-json' : `-json=Dir,Standard,Module,${FILES.slice(0, -1).join(',')}`,
      ...(tags.length > 0 ? ['-tags', tags.join(',')] : []),
      target,
    ],
    { cwd, env },
  )
  const [result, list] = await Promise.all([built, listing])
  if (result === undefined || list === undefined) throw notInstalled(job, compiler)
  const ended =
    result.code === 0 ? { wasm: await readFile(output), name: nameOf(job, target) } : failure(job, compiler, result, cwd)
  return { result: ended, ...sources(list, cwd), warnings: [] }
}

const nameOf = ({ source }: Job, target: string): string =>
  path.basename(target === '.' ? source.folder : target, '.go').replaceAll(/[^\w.-]/g, '_') || 'main'

/** Whether `folder` is in a module or a workspace. */
function hasModule(folder: string): boolean {
  const parent = path.dirname(folder)
  return existsSync(path.join(folder, 'go.mod')) || (parent !== folder && hasModule(parent))
}

/** https://pkg.go.dev/cmd/go#hdr-Build_constraints; `ignore` is the word that programs beside a package use. */
const isIgnored = (file: string): boolean => /^\/\/go:build ignore\s*$/m.test(textOf(file))

const textOf = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '')

/** Whether the package exports functions, as reactors do: https://go.dev/blog/wasmexport */
function exportsFunctions(folder: string, target: string): boolean {
  const names =
    target === '.' ? readdirSync(folder).filter((name) => name.endsWith('.go') && !name.endsWith('_test.go')) : [target]
  return names.some((name) => /^\/\/(?:go:wasm)?export /m.test(textOf(path.join(folder, name))))
}

/** What the program is made of, except for Go's own packages and modules of a version, which never change. */
function sources(list: Output, cwd: string): Pick<Outcome, 'files' | 'folders'> {
  const files = new Set<string>()
  const folders = new Set<string>()
  for (const one of packagesIn(list.stdout)) {
    const { Dir, Standard, Module } = one
    if (Dir === undefined || Standard === true) continue
    if (Module !== undefined && Module.Main !== true && (Module.Replace === undefined || Module.Replace.Version)) continue
    folders.add(Dir)
    for (const kind of FILES) for (const name of one[kind] ?? []) files.add(path.resolve(Dir, name))
    if (Module?.GoMod !== undefined)
      for (const name of ['go.mod', 'go.sum']) addIfThere(files, path.resolve(Module.GoMod, '..', name))
  }
  for (let folder = cwd; ; folder = path.dirname(folder)) {
    for (const name of ['go.work', 'go.work.sum', 'vendor/modules.txt']) addIfThere(files, path.join(folder, name))
    if (path.dirname(folder) === folder) break
  }
  return { files: [...files], folders: [...folders] }
}

function addIfThere(files: Set<string>, file: string): void {
  if (existsSync(file)) files.add(file)
}

/** `go list` prints objects one after the other, each of which begins and ends with a brace of its own line. */
function packagesIn(text: string): Package[] {
  return text
    .split(/^(?=\{)/m)
    .filter((part) => part.trim() !== '')
    .map((part) => JSON.parse(part) as Package)
}

/** `./main.go:3:40: undefined: foo`; an error may have no column. */
const PATTERN = /^(?<file>[^\s:][^:]*\.\w+|[A-Z]:[^:]+\.\w+):(?<line>\d+)(?::(?<column>\d+))?: (?<message>.+)$/

function failure(job: Job, compiler: string, { stderr, stdout }: Output, cwd: string): UnwasiError {
  const text = stderr + stdout
  const name = compiler === 'go' ? 'Go' : 'TinyGo'
  if (/unsupported GOOS\/GOARCH pair|buildmode=c-shared not supported/.test(text))
    return noToolchain(
      job.source,
      text.includes('c-shared') ? 'Go 1.24 or newer' : 'Go 1.21 or newer',
      lastLines(text),
      'Update Go: https://go.dev/dl/.',
    )
  return compileError(job.source, name, diagnosticsIn(text, { pattern: PATTERN, folder: cwd }), text)
}

const notInstalled = ({ source }: Job, compiler: string): UnwasiError =>
  noToolchain(
    source,
    compiler === 'go' ? 'Go' : 'TinyGo',
    `There is no command \`${compiler}\` in PATH.`,
    compiler === 'go' ? 'Install Go: https://go.dev/dl/.' : 'Install TinyGo: https://tinygo.org/getting-started/install/.',
  )
