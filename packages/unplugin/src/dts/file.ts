import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'

import type { Options } from '@unwasi/core'
import { UnwasiError } from '@unwasi/core/errors'

import { programInFolder } from '../guest-file.js'
import { isSource, parseRequest } from '../ids.js'
import { importsFor } from '../imports.js'
import type { ResolvedOptions } from '../options.js'
import { workerScript } from '../runtime-location.js'
import { slashes } from '../slashes.js'
import { dtsTarget } from './target.js'
import { dtsText, formOf, guestsIn, isGenerated, type TypedGuest } from './text.js'

/** The project that is built. */
export interface Project {
  /** The absolute path of the folder that the bundler takes for the project. */
  root: string
  /** The plugin's package, which exports the types of the runtime. */
  plugin: string
}

interface Found {
  /** The absolute path of the guest. */
  file: string
  /** The declarations of its module. They import the runtime from the plugin's package. */
  types: string
  included: boolean
  /** Whether the import says `&preview2`. */
  preview2: boolean
  /** Whether it says `&worker`. */
  worker: boolean
}

/** The options on which types depend. */
type DtsOptions = Pick<Options, 'host' | 'cache'> & Pick<ResolvedOptions, 'imports'>

/** A program in the generated file. A program that is imported in several forms is there once for each. */
interface Program extends Pick<Found, 'file' | 'included' | 'preview2' | 'worker'> {
  /** The types of the guest, and the version of its file that has them. */
  types?: { version: string | undefined; text: string }
}

/**
 * Writes the types of `found` to the file that the option `dts` asks for, if it is set. If TypeScript will not see that file, the
 * first call returns a warning. Throws `UnwasiError`.
 */
export async function recordTypes(
  { dts, host, cache, imports }: ResolvedOptions,
  { root, plugin }: Project,
  found: Found,
): Promise<string | undefined> {
  if (dts === false) return undefined
  const { file: target, warning } = dtsTarget(dts, root)
  const first = !files.has(target)
  const file = files.get(target) ?? new DtsFile(target, { root, plugin }, { host, imports, ...cache })
  files.set(target, file)
  await file.record(found)
  return first ? warning : undefined
}

/** The generated files by path. Several plugins in a process may write the same file (Vite's workers, webpack's compilers). */
const files = new Map<string, DtsFile>()

/**
 * A generated file. A program stays in it as long as its file or its source exists, because another build may import it. Writes are
 * atomic. If two processes write at once, the later one wins, and the next build completes the file.
 */
class DtsFile {
  readonly #file: string
  readonly #project: Project
  readonly #options: DtsOptions
  /** The programs by file and form. */
  readonly #programs = new Map<string, Program>()
  #written: Promise<void> = Promise.resolve()
  #next: Promise<void> | undefined

  constructor(file: string, project: Project, options: DtsOptions) {
    this.#file = file
    this.#project = project
    this.#options = options
  }

  async record({ types, ...found }: Found): Promise<void> {
    this.#program(found).types = { version: await versionOf(found.file), text: types }
    // Programs that are found before the write starts share it.
    this.#next ??= this.#written.then(() => {
      this.#next = undefined
      return this.#write()
    })
    const next = this.#next
    this.#written = next.catch(() => undefined)
    await next
  }

  async #write(): Promise<void> {
    const present = await this.#read()
    for (const { path: relative, types, ...guest } of guestsIn(present)) {
      const program = this.#program({ ...guest, file: path.resolve(path.dirname(this.#file), relative) })
      // Only the build that imports a source builds it. Until then, the file's types are the best that are known.
      if (isSource(program.file) && types !== undefined) program.types ??= { version: undefined, text: types }
    }
    const guests: TypedGuest[] = []
    for (const [key, program] of this.#programs) {
      const { file, included, preview2, worker } = program
      const types = isSource(file) ? program.types?.text : await this.#current(program)
      const relative = slashes(path.relative(path.dirname(this.#file), file))
      if (isSource(file) ? !existsSync(file) : types === undefined) this.#programs.delete(key)
      else guests.push({ path: relative, types, included, preview2, worker, folder: standsForFolder(file) })
    }
    const text = dtsText(guests, this.#project.plugin)
    if (text !== present) await this.#replace(text)
  }

  /**
   * The types of the file's present content. Undefined if it is missing or not a program: the build that imports it reports that.
   */
  async #current(program: Program): Promise<string | undefined> {
    const version = await versionOf(program.file)
    if (version === undefined) return undefined
    if (program.types?.version === version) return program.types.text
    try {
      const text = await this.#typesOf(program)
      program.types = { version, text }
      return text
    } catch (error) {
      if (error instanceof UnwasiError) return undefined
      throw error
    }
  }

  /** Returns the program with this file and form, and adds it if it is new. */
  #program({ file, included, preview2, worker }: Program): Program {
    const key = `${formOf({ preview2, worker })} ${file}`
    const known = this.#programs.get(key)
    if (known === undefined) this.#programs.set(key, { file, included, preview2, worker })
    else known.included ||= included
    return this.#programs.get(key)!
  }

  /** Converts a program that this build has not converted yet. */
  async #typesOf({ file, preview2, worker }: Program): Promise<string> {
    const { transpile } = await import('@unwasi/core')
    const { root, plugin } = this.#project
    const { imports, ...others } = this.#options
    const options = {
      ...others,
      imports: importsFor(imports, file, root),
      ...(preview2 && { host: 'preview2' as const }),
      ...(worker && { worker: workerScript }),
    }
    const { types } = await transpile(await readFile(file), { file, runtime: plugin, ...options })
    return types
  }

  async #read(): Promise<string> {
    if (!existsSync(this.#file)) return ''
    const present = await readFile(this.#file, 'utf8')
    if (isGenerated(present) || present.trim() === '') return present
    throw new UnwasiError({
      code: 'BAD_OPTION',
      headline: "option 'dts' names a file that unwasi did not write",
      why: 'Its content would be lost.',
      fix: "Move the file, or give 'dts' another path.",
      file: this.#file,
    })
  }

  async #replace(text: string): Promise<void> {
    // The name does not end in `.ts`, because a type checker that watches the folder must not see it.
    const temporary = `${this.#file}.${crypto.randomUUID()}.tmp`
    try {
      await mkdir(path.dirname(this.#file), { recursive: true })
      await writeFile(temporary, text)
      await rename(temporary, this.#file)
    } catch (cause) {
      await rm(temporary, { force: true })
      throw new UnwasiError({
        code: 'BAD_OPTION',
        headline: "the file that option 'dts' asks for can't be written",
        why: cause instanceof Error ? cause.message : String(cause),
        fix: "Give 'dts' another path, or leave the option out.",
        file: this.#file,
        cause,
      })
    }
  }
}

/** Whether imports of the folder of `file`, a source, mean the same program. */
function standsForFolder(file: string): boolean {
  const folder = path.dirname(file)
  return isSource(file) && parseRequest(`${folder}?component`) !== undefined && programInFolder(folder, folder) === file
}

/** A text that changes when the file does. Undefined if the file does not exist. */
async function versionOf(file: string): Promise<string | undefined> {
  if (!existsSync(file)) return undefined
  const { mtimeMs, size } = await stat(file)
  return `${mtimeMs} ${size}`
}
