import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'

import type { Options } from '@unwasi/core'
import { UnwasiError } from '@unwasi/core/errors'

import type { ResolvedOptions } from '../options.js'
import { dtsTarget } from './target.js'
import { dtsText, guestsIn, isGenerated, type TypedGuest } from './text.js'

/** Whose build it is. */
export interface Project {
  /** Absolute path of the folder that the bundler takes for the project. */
  root: string
  /** Package of the adapter, which exports the types of the runtime. */
  adapter: string
}

interface Found {
  /** Absolute path. */
  file: string
  /** Text of the `.d.ts` for its module, with the runtime as the adapter exports it. */
  types: string
  included: boolean
  /** Whether the import says `&preview2`. */
  preview2: boolean
}

/** A program in the file. What is imported in both forms is there twice. */
interface Program extends Pick<Found, 'file' | 'included' | 'preview2'> {
  /** Those of the file as it was at `version`. */
  types?: { version: string | undefined; text: string }
}

/**
 * Notes the types of `found` in the file that the option `dts` asks for, if it does. Returns a warning, once, if TypeScript will not see
 * that file. Throws `UnwasiError`.
 */
export async function recordTypes(
  { dts, host, cache }: ResolvedOptions,
  { root, adapter }: Project,
  found: Found,
): Promise<string | undefined> {
  if (dts === false) return undefined
  const { file: target, warning } = dtsTarget(dts, root)
  const first = !files.has(target)
  const file = files.get(target) ?? new DtsFile(target, adapter, { host, ...cache })
  files.set(target, file)
  await file.record(found)
  return first ? warning : undefined
}

/** One for each path: a process has several plugins that write the same file (Vite's workers, webpack's compilers). */
const files = new Map<string, DtsFile>()

/**
 * A generated file. What one build did not import, another one may: a program stays in it as long as its file exists. Writes are
 * atomic; of two processes at once the later one wins, and the next build completes the file.
 */
class DtsFile {
  readonly #file: string
  readonly #adapter: string
  readonly #options: Pick<Options, 'host' | 'cache'>
  /** By file and form. */
  readonly #programs = new Map<string, Program>()
  #written: Promise<void> = Promise.resolve()
  #next: Promise<void> | undefined

  constructor(file: string, adapter: string, options: Pick<Options, 'host' | 'cache'>) {
    this.#file = file
    this.#adapter = adapter
    this.#options = options
  }

  async record({ types, ...found }: Found): Promise<void> {
    this.#program(found).types = { version: await versionOf(found.file), text: types }
    // Programs that are found meanwhile share one write.
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
    for (const { path: relative, ...guest } of guestsIn(present)) {
      this.#program({ ...guest, file: path.resolve(path.dirname(this.#file), relative) })
    }
    const guests: TypedGuest[] = []
    for (const [key, program] of this.#programs) {
      const types = await this.#current(program)
      const { file, included, preview2 } = program
      const relative = path.relative(path.dirname(this.#file), file).replaceAll('\\', '/')
      if (types === undefined) this.#programs.delete(key)
      else guests.push({ path: relative, types, included, preview2 })
    }
    const text = dtsText(guests, this.#adapter)
    if (text !== present) await this.#replace(text)
  }

  /** Types of what the file holds now; undefined if it is gone, or no program any more: the build that imports it says so. */
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

  /** The program that is known by this file and form, from now on. */
  #program({ file, included, preview2 }: Program): Program {
    const key = `${preview2 ? 'preview2' : 'preview1'} ${file}`
    const known = this.#programs.get(key)
    if (known === undefined) this.#programs.set(key, { file, included, preview2 })
    else known.included ||= included
    return this.#programs.get(key)!
  }

  /** Converts a program that this build did not, or not yet. */
  async #typesOf({ file, preview2 }: Program): Promise<string> {
    const { transpile } = await import('@unwasi/core')
    const options = { ...this.#options, ...(preview2 && { host: 'preview2' as const }) }
    const { types } = await transpile(await readFile(file), { file, runtime: this.#adapter, ...options })
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
      fix: "move it away, or give 'dts' another path",
      file: this.#file,
    })
  }

  async #replace(text: string): Promise<void> {
    // Not `.ts`: a type checker that watches the folder must not see it.
    const temporary = `${this.#file}.${randomUUID()}.tmp`
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
        fix: "give 'dts' another path, or leave it out",
        file: this.#file,
        cause,
      })
    }
  }
}

/** Changes when the file does; undefined if there is none. */
async function versionOf(file: string): Promise<string | undefined> {
  if (!existsSync(file)) return undefined
  const { mtimeMs, size } = await stat(file)
  return `${mtimeMs} ${size}`
}
