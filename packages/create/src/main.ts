import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { stripVTControlCharacters } from 'node:util'

import { help, readArguments, type Arguments } from './arguments.js'
import { Cancelled, CreateError, UsageError } from './errors.js'
import { languages } from './project/languages.js'
import { packageManager } from './package-manager.js'
import { projectFiles, sceneOf, templates, type ProjectOptions } from './project/project.js'
import { firstScripts } from './project/readme.js'
import { settled } from './settle.js'
import { checkFolder, writeFiles } from './write.js'

/** Runs the command line, which comes without Node and the script. Returns the exit code: 0, 1 for an error, 2 for bad usage. */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    const args = readArguments(argv)
    if (args.help) console.log(help())
    else if (args.version) console.log(await version())
    else await create(args)
    return 0
  } catch (error) {
    return report(error)
  }
}

async function create(args: Arguments): Promise<void> {
  const { folder: given, choices } = await settled(args)
  const folder = path.resolve(given)
  await checkFolder(folder, args.overwrite)
  const options: ProjectOptions = { ...choices, version: await version() }
  await writeFiles(folder, projectFiles(options))
  console.log(finished(folder, options))
}

/** What to do next. */
function finished(folder: string, options: ProjectOptions): string {
  const manager = packageManager(process.env['npm_config_user_agent'])
  const template = templates[options.template]
  const { install, title } = languages[options.language]
  const scene = sceneOf(options)
  const relative = path.relative(process.cwd(), folder)
  const steps = [
    ...(relative === '' ? [] : [`cd ${/^[\w./\\:@~-]+$/.test(relative) ? relative : `"${relative}"`}`]),
    manager.install,
    ...firstScripts(scene, template).map((script) => manager.run(script)),
  ]
  const missing =
    options.standIn === true
      ? `\n${title} was not found, or not for WASI. Until it is installed, program/stand-in.wasm takes the place of ${scene.source}.\nInstall ${install}.\n`
      : ''
  return `\n${scene.headline} is in ${oneLine(folder)}.\n${missing}\n${steps.map((step) => `  ${oneLine(step)}\n`).join('')}`
}

/** The module is in a bundle in `dist/bundle`. */
async function version(): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'))
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest && typeof manifest.version === 'string')
    return manifest.version
  throw new Error('the package.json of create-unwasi has no version')
}

/** Prints why it failed, and returns the exit code. Throws errors that are bugs. */
function report(error: unknown): number {
  if (error instanceof Cancelled) {
    console.error('Nothing was written.')
    return 1
  }
  if (error instanceof UsageError) {
    console.error(`error: ${oneLine(error.message)}`)
    console.error("try 'npm create unwasi -- --help'")
    return 2
  }
  if (!(error instanceof CreateError)) throw error
  console.error(`error: ${oneLine(error.message)}`)
  console.error(`  fix: ${oneLine(error.fix)}`)
  return 1
}

/** Names of folders and files may have anything in them, which must not reach the terminal. */
const oneLine = (text: string): string => stripVTControlCharacters(text).replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\uFFFD')
