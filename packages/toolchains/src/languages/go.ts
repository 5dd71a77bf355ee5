import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'

import type { UnwasiError } from '@unwasi/core/errors'

import { compileError, diagnosticsIn, lastLines, noToolchain } from '../diagnostics.js'
import { asArgument, drafted, foundUpwards, programName, textOf } from '../files.js'
import type { Job, Language, Outcome } from '../language.js'
import type { Output } from '../process.js'
import { isFolder } from '../source.js'

/** A package, as `go list -json` describes it: https://pkg.go.dev/cmd/go#hdr-List_packages_or_modules */
interface Package {
  readonly Dir?: string
  readonly Standard?: boolean
  readonly Module?: {
    readonly Main?: boolean
    readonly GoMod?: string
    readonly Replace?: { readonly Version?: string; readonly GoMod?: string }
  }
  readonly EmbedPatterns?: readonly string[]
  readonly [files: `${string}Files`]: readonly string[] | undefined
}

/** Ignored files count, because an edit of their constraints changes that. */
const FILES = ['GoFiles', 'CgoFiles', 'IgnoredGoFiles', 'SFiles', 'HFiles', 'CFiles', 'CXXFiles', 'EmbedFiles'] as const

/** Builds a Go program: a package's folder, or one file. */
export const go: Language = async (job) => {
  const { source, options, scratch, run } = job
  const { compiler = 'go' } = options.go ?? {}
  const cwd = source.folder
  // A file stands for its package, unless it is outside a module or has a constraint that keeps it out of every package.
  const alone = foundUpwards(cwd, ['go.mod']).length === 0 || isIgnored(source.file)
  const target = alone ? asArgument(path.basename(source.file)) : '.'
  // A build that is ended leaves its temporary files behind.
  const env = {
    GOTMPDIR: scratch,
    ...options.env,
    ...(compiler === 'go' && { GOOS: 'wasip1', GOARCH: 'wasm', CGO_ENABLED: '0' }),
  }
  const listing = run(compiler, ['list', ...listArgs(job), target], { cwd, env })
  const built = drafted(
    job,
    async (draft) => {
      const reactor =
        options.kind === undefined ? await exportsFunctions(cwd, target, compiler, listing) : options.kind === 'reactor'
      return run(compiler, ['build', ...buildArgs(job, reactor), '-o', draft, target], { cwd, env })
    },
    (output) => output?.code === 0,
  )
  const [{ result: output, wasm }, list] = await settled(built, listing)
  if (output === undefined || list === undefined) throw notInstalled(job, compiler)
  const result = wasm === undefined ? failure(job, compiler, output, cwd) : { wasm, name: nameOf(job, target) }
  return { result, ...sources(job, list, cwd), warnings: [] }
}

/** Both results. If one promise rejects, so does this one, once the other has settled too: no process must be left behind. */
async function settled<A, B>(one: Promise<A>, other: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([one, other])
  return Promise.all([one, other])
}

function buildArgs({ options, production }: Job, reactor: boolean): string[] {
  const { compiler = 'go', flags = [] } = options.go ?? {}
  // The paths of this machine do not belong in a site. The option `strip` decides about names, which the linker's `-s` would drop.
  const published = compiler === 'go' ? ['-trimpath'] : ['-opt', 'z', '-no-debug']
  return [
    ...(compiler === 'tinygo' ? ['-target', 'wasip1'] : []),
    ...(production ? published : []),
    ...(reactor ? ['-buildmode=c-shared'] : []),
    ...tagArgs(options),
    ...flags,
  ]
}

/** `tinygo list` passes on to `go list` what it knows: https://github.com/tinygo-org/tinygo/blob/release/main.go */
function listArgs({ options }: Job): string[] {
  if (options.go?.compiler === 'tinygo') return ['-target', 'wasip1', '-json', '-deps', ...tagArgs(options)]
  // The user's flags can say which files of modules count, such as -mod=vendor. Others are for the build alone.
  const shared = (options.go?.flags ?? []).filter((flag) => /^--?(?:mod|modfile|overlay|tags)=/.test(flag))
  return ['-e', '-deps', `-json=Dir,Standard,Module,EmbedPatterns,${FILES.join(',')}`, ...tagArgs(options), ...shared]
}

const tagArgs = ({ go: { compiler, tags = [] } = {} }: Job['options']): string[] =>
  tags.length === 0 ? [] : ['-tags', tags.join(compiler === 'tinygo' ? ' ' : ',')]

const nameOf = ({ source }: Job, target: string): string =>
  programName(target === '.' ? path.basename(source.folder) : path.basename(target, '.go'))

/** https://pkg.go.dev/cmd/go#hdr-Build_constraints; `ignore` is the word that programs beside a package use. */
const isIgnored = (file: string): boolean => /^\/\/ ?(?:go:build|\+build) ignore\s*$/m.test(textOf(file))

/** Whether the package exports functions, as reactors do: https://go.dev/blog/wasmexport. In Go, `//export` is for cgo alone. */
async function exportsFunctions(
  folder: string,
  target: string,
  compiler: string,
  listing: Promise<Output | undefined>,
): Promise<boolean> {
  const pattern = compiler === 'go' ? /^\/\/go:wasmexport /m : /^\/\/(?:go:wasmexport|export) /m
  const exporting = (name: string): boolean => pattern.test(textOf(path.join(folder, name)))
  if (target !== '.') return exporting(target)
  const found = readdirSync(folder).filter((name) => /(?<!_test)\.go$/.test(name) && exporting(name))
  if (found.length === 0 || found.some((name) => !hasConstraint(folder, name))) return found.length > 0
  // Whether tags and platforms let the file in is known to Go alone. The program itself is the last of its list.
  const own = packagesIn((await listing)?.stdout ?? '').at(-1)
  return found.some((name) => own?.GoFiles?.includes(name) === true)
}

/** https://pkg.go.dev/cmd/go#hdr-Build_constraints; a name can have one too, such as `file_linux.go`. */
const hasConstraint = (folder: string, name: string): boolean =>
  name.includes('_') || /^\/\/ ?(?:go:build|\+build) /m.test(textOf(path.join(folder, name)))

/** What the program is made of, except for Go's own packages and modules of a version, which never change. */
function sources({ source }: Job, list: Output, cwd: string): Pick<Outcome, 'files' | 'folders'> {
  const files = new Set([source.file])
  const folders = new Set<string>()
  const packages = packagesIn(list.stdout)
  for (const one of packages) {
    const { Dir, Standard, Module } = one
    if (Dir === undefined || Standard === true) continue
    if (Module !== undefined && Module.Main !== true && (Module.Replace === undefined || Module.Replace.Version)) continue
    folders.add(Dir)
    for (const kind of FILES) for (const name of one[kind] ?? []) files.add(path.resolve(Dir, name))
    for (const folder of embeddedFolders(one, Dir)) folders.add(folder)
    const description = Module?.Replace?.GoMod ?? Module?.GoMod
    if (description !== undefined)
      for (const name of ['go.mod', 'go.sum']) addIfThere(files, path.resolve(description, '..', name))
  }
  // `go list` says nothing where go.mod is wrong.
  if (packages.length === 0) folders.add(cwd)
  for (const file of foundUpwards(cwd, ['go.mod', 'go.sum', 'go.work', 'go.work.sum', 'vendor/modules.txt'])) files.add(file)
  return { files: [...files], folders: [...folders] }
}

/** The folders in which a new file would be embedded. */
function embeddedFolders({ EmbedFiles = [], EmbedPatterns = [] }: Package, folder: string): string[] {
  const literal = EmbedPatterns.map((pattern) => pattern.replace(/^all:/, '').replace(/(?:^|\/)[^/]*[*?[].*$/, ''))
  const found = [...EmbedFiles.map((file) => path.dirname(file)), ...literal].map((name) => path.resolve(folder, name))
  return [...new Set(found)].filter((one) => isFolder(one))
}

function addIfThere(files: Set<string>, file: string): void {
  if (existsSync(file)) files.add(file)
}

/** `go list` prints objects one after the other, each of which begins and ends with a brace that is alone on its line. */
export function packagesIn(text: string): Package[] {
  return text.split(/^(?=\{)/m).flatMap((part) => {
    try {
      return part.trim() === '' ? [] : [JSON.parse(part) as Package]
    } catch {
      // It was cut off, or a tool printed something else.
      return []
    }
  })
}

/** `./main.go:3:40: undefined: foo`; an error may have no column. */
export const GO_PATTERN =
  /^(?:vet: |go: )?(?<file>(?:[A-Za-z]:)?[^\s:][^:]*\.\w+):(?<line>\d+)(?::(?<column>\d+))?: (?<message>.+)$/

/** `\thave (string)` and `\twant (int)` after a message. */
export const GO_CONTINUATION = /^\t\S/

/** The error for what the compiler says. Throws `UnwasiError` if the toolchain is too old. */
function failure(job: Job, compiler: string, { stderr, stdout }: Output, cwd: string): UnwasiError {
  const text = stderr + stdout
  const name = compiler === 'go' ? 'Go' : 'TinyGo'
  // Go gets a newer Go by itself, if it can.
  const newer = /requires go >= (\d[\w.]*)|^go: download go(\d(?:\.?\w)*)(?::| for )/m.exec(text)?.slice(1).find(Boolean)
  if (newer !== undefined)
    throw noToolchain(job.source, `Go ${newer} or newer`, lastLines(text), 'Update Go: https://go.dev/dl/.')
  if (/flag provided but not defined: -buildmode|wasip1[^\n]{0,200}(?:no such file|not found)/.test(text))
    throw noToolchain(job.source, 'TinyGo 0.35 or newer', lastLines(text), UPDATE_TINYGO)
  if (/unsupported GOOS\/GOARCH pair|buildmode=c-shared not supported/.test(text))
    throw noToolchain(
      job.source,
      text.includes('c-shared') ? 'Go 1.24 or newer' : 'Go 1.21 or newer',
      lastLines(text),
      'Update Go: https://go.dev/dl/.',
    )
  return compileError(
    job.source,
    name,
    diagnosticsIn(text, { pattern: GO_PATTERN, continuation: GO_CONTINUATION, folder: cwd }),
    text,
  )
}

const TINYGO = 'https://tinygo.org/getting-started/install/'
const UPDATE_TINYGO = `Update TinyGo: ${TINYGO}.`

const notInstalled = ({ source }: Job, compiler: string): UnwasiError =>
  noToolchain(
    source,
    compiler === 'go' ? 'Go' : 'TinyGo',
    `There is no command \`${compiler}\` in PATH.`,
    compiler === 'go' ? 'Install Go: https://go.dev/dl/.' : `Install TinyGo: ${TINYGO}.`,
  )
