import { readFile } from 'node:fs/promises'
import path from 'node:path'

import { isInstalled, type ToolchainName } from '@unwasi/toolchains/installed'

import type { Arguments } from './arguments.js'
import { namesOf } from './project/names.js'
import { CreateError, UsageError } from './errors.js'
import { languages, type LanguageName } from './project/languages.js'
import { nameFrom } from './project/name.js'
import { templates, type OwnProgram, type ProjectOptions, type TemplateName } from './project/project.js'
import { checkFolder } from './write.js'

const FOLDER = 'wasi-app'
const TEMPLATE: TemplateName = 'vite'
const LANGUAGE: LanguageName = 'go'

/** Where to put a project, and what it is without the version. */
export interface Settled {
  readonly folder: string
  readonly choices: Omit<ProjectOptions, 'version'>
}

/** Settles what the command line leaves open: by questions in a terminal, and by defaults with `--yes`. */
export async function settled(args: Arguments): Promise<Settled> {
  if (args.typescript === true && args.template !== undefined) checkTypescript(args.template)
  const program = args.program === undefined ? undefined : await ownProgram(args.program)
  const asks = !args.yes && process.stdin.isTTY && process.stdout.isTTY
  if (!args.yes && !asks) checkComplete(args)
  const { folder, template, language, typescript } = asks ? await asked(args) : { ...args, ...defaults(args) }
  if (typescript === true) checkTypescript(template)
  const choices = {
    template,
    language,
    name: args.name ?? nameFrom(path.basename(path.resolve(folder))),
    worker: args.worker,
    standIn: !(await isUsable(language)),
    ...(typescript !== undefined && { typescript }),
    ...(program !== undefined && { program }),
  }
  return { folder, choices }
}

const defaults = (args: Arguments) => ({
  folder: args.folder ?? FOLDER,
  template: args.template ?? TEMPLATE,
  language: args.language ?? LANGUAGE,
})

async function asked(args: Arguments) {
  const ask = await import('./ask.js')
  const folder = args.folder ?? (await ask.askFolder(FOLDER))
  // Before the other questions, whose answers would be in vain.
  await checkFolder(path.resolve(folder), args.overwrite)
  const template = args.template ?? (await ask.askTemplate())
  const language = args.language ?? (await ask.askLanguage(await unusable()))
  const open = args.typescript === undefined && templates[template].typescript === 'default'
  return { folder, template, language, typescript: open ? await ask.askTypescript() : args.typescript }
}

/** Without a terminal, the command does not guess what the user wants. */
function checkComplete({ folder, template, language }: Arguments): void {
  const names = (record: object): string => Object.keys(record).join(', ')
  const missing = [
    ...(folder === undefined ? ['a folder'] : []),
    ...(template === undefined ? [`--template (${names(templates)})`] : []),
    ...(language === undefined ? [`--language (${names(languages)})`] : []),
  ]
  if (missing.length > 0)
    throw new UsageError(
      `these are missing, and there is no terminal in which to ask for them: ${missing.join(', ')}. --yes takes the defaults`,
    )
}

function checkTypescript(template: TemplateName): void {
  if (templates[template].typescript === 'never')
    throw new UsageError(`--typescript: the template '${template}' is in JavaScript alone`)
}

async function ownProgram(file: string): Promise<OwnProgram> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw new CreateError(
      `${file} can't be read: ${error instanceof Error ? error.message : String(error)}`,
      'Correct --program.',
      error,
    )
  })
  if (bytes.subarray(0, 4).toString('latin1') !== '\0asm')
    throw new CreateError(
      `${file} is not WebAssembly`,
      'Give --program a .wasm file, which your compiler writes for the target WASI.',
    )
  return { name: path.basename(file), bytes }
}

/** The toolchains of the languages that need one. */
const toolchains: Partial<Record<LanguageName, ToolchainName>> = {
  go: 'go',
  tinygo: 'tinygo',
  rust: 'rust',
  zig: 'zig',
  c: 'c',
  cpp: 'c',
}

/** Whether programs in this language can be built here. */
async function isUsable(language: LanguageName): Promise<boolean> {
  const toolchain = toolchains[language]
  return toolchain === undefined || isInstalled(toolchain)
}

async function unusable(): Promise<Set<LanguageName>> {
  const names = namesOf(languages)
  const usable = await Promise.all(names.map((name) => isUsable(name)))
  return new Set(names.filter((_, index) => usable[index] === false))
}
