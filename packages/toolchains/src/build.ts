import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

import type { SourceOptions, ToolchainsOptions } from '@unwasi/core'
import { UnwasiError } from '@unwasi/core/errors'

import { checkAllowed } from './allow.js'
import { keep } from './keep.js'
import type { Built, Job, Language, Outcome } from './language.js'
import { assemblyscript } from './languages/assemblyscript.js'
import { c } from './languages/c.js'
import { go } from './languages/go.js'
import { rust } from './languages/rust.js'
import { zig } from './languages/zig.js'
import { optionsFor } from './options.js'
import { toolWith, unlessAborted } from './process.js'
import { withScratch } from './scratch.js'
import { sourceOf, type LanguageName, type Source } from './source.js'

const LANGUAGES: Readonly<Record<LanguageName, Language>> = { go, rust, zig, c, assemblyscript }

export interface BuildRequest {
  /** The absolute path of a source, or of a folder with one. */
  readonly path: string
  /** The user's option. */
  readonly options: ToolchainsOptions
  /** The folder to which paths of the option are relative. */
  readonly root: string
  readonly production: boolean
  /** The folder for intermediate files. Default: one that exists as long as the process. */
  readonly folder?: string | undefined
  /** Ends the request, and the build as well if no other request waits for it. */
  readonly signal?: AbortSignal | undefined
}

/** `Outcome`, with a file that has exactly the program's bytes. */
export interface BuildOutcome extends Outcome {
  readonly result: (Built & { readonly path: string }) | UnwasiError
}

/** When each file had last changed. */
type Stamps = ReadonlyMap<string, number>

/** A build that is under way or has ended. */
interface Build {
  readonly controller: AbortController
  readonly outcome: Promise<BuildOutcome>
  /** Its sources as they were read. While it is under way, those of the build before it, as they were at the start. */
  sources: Stamps
  /** Whether a source has changed while it was under way. */
  outdated: boolean
  /** How many requests wait for it. */
  waiting: number
}

/** The last build of each source with the same options. Its result is used again while no source has changed. */
const builds = new Map<string, Build>()

/**
 * Builds a program. Builds of the same source are shared, and one that an edit has overtaken is ended: who waits for it gets the
 * result of the next one. Throws `UnwasiError` if there is nothing to build, if the source is not allowed, or if the toolchain is
 * missing. What the compiler says is in the outcome.
 */
export function buildGuest(request: BuildRequest): Promise<BuildOutcome> {
  return newest(request, REPEATS)
}

/**
 * How often a build is repeated because a source has changed while it was under way. Sources that only the build finds are not watched
 * yet, so no watcher asks for it again. A build can also change its sources itself, such as `Cargo.lock`, and must end all the same.
 */
const REPEATS = 2

async function newest(request: BuildRequest, repeats: number): Promise<BuildOutcome> {
  const source = sourceOf(request.path)
  if (source === undefined || !existsSync(source.file)) throw notASource(request.path)
  checkAllowed(source, request.options.allow ?? [])
  const options = optionsFor(request.options, source.file, request.root)
  const key = JSON.stringify([source, options, request.production, request.folder])
  const last = builds.get(key)
  if (last === undefined || !isCurrent(last)) {
    last?.controller.abort(OVERTAKEN)
    builds.set(key, start(source, options, request, key, last?.sources.keys() ?? []))
  }
  const outcome = await followed(key, builds.get(key)!, request.signal)
  return repeats > 0 && builds.get(key)?.outdated === true && existsSync(source.file) ? newest(request, repeats - 1) : outcome
}

const OVERTAKEN = new Error('overtaken by an edit')

/** The outcome of `build`, or of the one that has overtaken it. */
async function followed(key: string, build: Build, signal: AbortSignal | undefined): Promise<BuildOutcome> {
  build.waiting += 1
  try {
    return await (signal === undefined ? build.outcome : unlessAborted(build.outcome, signal))
  } catch (error) {
    const next = builds.get(key)
    if (error === OVERTAKEN && next !== undefined && next !== build) return followed(key, next, signal)
    throw error
  } finally {
    build.waiting -= 1
    if (signal?.aborted === true && build.waiting === 0) build.controller.abort(signal.reason)
  }
}

/** Whether the sources are still those that it was built from. */
function isCurrent({ sources, outdated, controller }: Build): boolean {
  return !outdated && !controller.signal.aborted && [...sources].every(([file, time]) => changed(file) === time)
}

const stampsOf = (files: Iterable<string>): Stamps => new Map([...files].map((file) => [file, changed(file)]))

/** When `file` has last changed, or 0 if it is not there. */
const changed = (file: string): number => {
  const stats = statSync(file, { throwIfNoEntry: false })
  return stats === undefined ? 0 : Math.max(stats.mtimeMs, stats.ctimeMs)
}

function start(
  source: Source,
  options: SourceOptions,
  { production, folder = temporaryFolder() }: BuildRequest,
  key: string,
  known: Iterable<string>,
): Build {
  const controller = new AbortController()
  const id = createHash('sha256').update(key).digest('hex').slice(0, 16)
  const own = path.join(folder, 'sources', id)
  mkdirSync(own, { recursive: true, mode: 0o700 })
  const job: Omit<Job, 'scratch'> = { source, options, production, folder: own, run: toolWith(controller.signal) }
  const started = Date.now()
  const before = stampsOf([source.file, ...known])
  const build: Build = {
    controller,
    outcome: withScratch(own, (scratch) => LANGUAGES[source.language]({ ...job, scratch }))
      .then((made) => insteadOfOld(made, source, options))
      .catch((error: unknown) => instead(error, source, options))
      .then((made) => {
        // The build may have ended before the signal could end it.
        controller.signal.throwIfAborted()
        const { result } = made
        const outcome = {
          ...made,
          result: result instanceof UnwasiError ? result : { ...result, path: keep(own, result.name, result.wasm) },
        }
        const after = stampsOf([source.file, ...outcome.files, ...outcome.folders])
        build.sources = after
        // The earlier time is not known of sources that the build has found.
        build.outdated = [...after].some(([file, time]) => (before.has(file) ? before.get(file) !== time : time >= started))
        return outcome
      })
      .catch((error: unknown) => {
        // The toolchain may be installed by the next attempt.
        if (builds.get(key) === build) builds.delete(key)
        throw error
      }),
    sources: before,
    outdated: false,
    waiting: 0,
  }
  return build
}

/** The committed build instead of an outcome that says that the toolchain is too old. */
async function insteadOfOld(made: Outcome, source: Source, options: SourceOptions): Promise<Outcome> {
  const isOld = made.result instanceof UnwasiError && made.result.code === 'NO_TOOLCHAIN'
  if (!isOld || options.fallback === undefined) return made
  const other = await instead(made.result, source, options)
  return { ...other, files: [...made.files, ...other.files], folders: made.folders }
}

/** The committed build of a source whose toolchain is missing. */
async function instead(error: unknown, source: Source, { fallback }: SourceOptions): Promise<Outcome> {
  if (fallback === undefined || !(error instanceof UnwasiError) || error.code !== 'NO_TOOLCHAIN') throw error
  const wasm = await readFile(fallback).catch((cause: unknown) => {
    throw new UnwasiError({
      code: 'NOT_FOUND',
      headline: "the fallback can't be read",
      why: `${error.headline}, and ${cause instanceof Error ? cause.message : String(cause)}.`,
      fix: "Correct the option 'fallback', or install the toolchain.",
      file: source.file,
      cause,
    })
  })
  const message = `${error.headline}: ${error.why} The committed build ${fallback} is used instead, and does not follow edits.`
  return {
    result: { wasm, name: path.basename(fallback, '.wasm') },
    files: [source.file, fallback],
    folders: [],
    warnings: [{ severity: 'warning', message, file: source.file }],
  }
}

let temporary: string | undefined

/** A folder that only this process uses. */
function temporaryFolder(): string {
  if (temporary === undefined) {
    const folder = mkdtempSync(path.join(tmpdir(), 'unwasi-'))
    process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
    temporary = folder
  }
  return temporary
}

function notASource(file: string): UnwasiError {
  return new UnwasiError({
    code: 'NOT_FOUND',
    headline: statSync(file, { throwIfNoEntry: false }) ? 'there is nothing to build' : "the file can't be read",
    why: 'It is neither a .wasm file nor a source in Go, Rust, Zig, C, C++ or AssemblyScript, nor a folder with a program in one of these.',
    fix: 'Check the path. A folder needs Go files, a Cargo.toml, a build.zig, an asconfig.json, or a main.zig, main.c or main.cpp.',
    file,
  })
}
