import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

import { fixturePath } from '../../fixtures/index.mjs'
import { addOurs, installation, prefix, type Packages } from './installation.js'
import { section, type Files } from './sections.js'

const workspace = fileURLToPath(new URL('../..', import.meta.url))

/** Where a project finds its packages. */
export type Modules =
  /** Installed from the registry. Rows with the same name share them. */
  | { name: string; packages: Packages }
  /** The packages of a folder of the workspace, such as `tests` or `examples/sveltekit`. */
  | { workspace: string }

/** A project of a framework, whose configuration and code come from sections of the page. */
export interface Row {
  /** The headings of the sections. If several have a file of the same name, the last one has it. */
  sections: readonly string[]
  /** What distinguishes the row from others with the same sections. */
  variant?: string
  modules: Modules
  /** The files of a minimal project that a section does not show. They replace the section's if both have one. */
  files?: Files
  /** Whether the program runs in a worker: `&worker` is added to each import, and `--worker` to each conversion. */
  worker?: boolean
  /** Paths of guests that are not imported by a relative path. */
  guests?: readonly string[]
  runs: readonly Run[]
  /** Whether it takes too long to run each time: it runs with `UNWASI_FRAMEWORKS=all`. */
  heavy?: boolean
}

/** Something to do in a project: commands, and then perhaps a server. */
export interface Run {
  name: string
  commands?: readonly string[]
  /** What the commands print. */
  prints?: string | RegExp
  /** Whether the last of them must fail. */
  fails?: true
  /** The command line of a server, with `$PORT`. */
  server?: string
  /** How many times the server is started again if it ends before it responds. Default: 0. */
  restarts?: number
  /** Paths without a leading slash, and what the server's answer contains. */
  answers?: Readonly<Record<string, string>>
  /** A path without a leading slash: the page that shows the program's output in a browser. */
  page?: string
  /** A path in the project: a page that shows the program's output when it is opened from the disk, without a server. */
  file?: string
}

export interface Project {
  dir: string
  remove(): void
}

/** The program's output. */
export const greeting = 'Hello, Ada'

/** Guests by file name: a command that greets, a library, one that has to be edited, and a component with typed interfaces. */
const guests: Record<string, string> = {
  'main.wasm': 'vite-go',
  'lib.wasm': 'library',
  'edited.wasm': 'start-section',
  'typed.wasm': 'p2-typed',
}

export async function makeProject({ sections, modules, files = {}, worker, guests: further = [], runs }: Row): Promise<Project> {
  const dir = await folderFor(modules)
  const content: Files = { 'package.json': '{ "private": true, "type": "module" }' }
  for (const heading of sections) Object.assign(content, section(heading).files)
  Object.assign(content, files)
  const converts = runs.some(({ commands = [] }) => commands.join().includes('--worker'))
  if (worker && !converts && Object.values(content).every((text) => inWorkers(text) === text))
    throw new Error(`${sections.join(', ')}: nothing runs in a worker`)
  for (const [file, text] of Object.entries(content)) write(dir, file, worker ? inWorkers(text) : text)
  for (const guest of [...imported(content), ...further]) {
    const name = guests[path.basename(guest)]
    if (name === undefined)
      throw new Error(`${guest} is imported, and no guest is called like that: ${Object.keys(guests).join(', ')}`)
    mkdirSync(path.dirname(path.join(dir, guest)), { recursive: true })
    cpSync(fixturePath(name), path.join(dir, guest))
  }
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true, maxRetries: 5 }) }
}

/** The text of a file whose programs run in workers. Functions of their libraries return promises. */
const inWorkers = (text: string): string =>
  text.replaceAll(/(\.wasm\?component)(?=[&'])/g, '$1&worker').replaceAll(/(?:lib\.)?\badd\(1, 2\)/g, 'await $&')

/** A new folder from which the packages and ours are resolved. */
async function folderFor(modules: Modules): Promise<string> {
  if ('packages' in modules) {
    const dir = mkdtempSync(path.join(await installation(modules.name, modules.packages), prefix))
    await addOurs(dir)
    return dir
  }
  const output = path.join(workspace, 'tests/.output')
  mkdirSync(output, { recursive: true })
  const dir = mkdtempSync(path.join(output, 'framework-'))
  symlinkSync(path.join(workspace, modules.workspace, 'node_modules'), path.join(dir, 'node_modules'), 'junction')
  return dir
}

function write(dir: string, file: string, text: string): void {
  const target = path.join(dir, file)
  mkdirSync(path.dirname(target), { recursive: true })
  writeFileSync(target, text)
}

/** The guests that files import by relative paths, from the project's folder on. */
function imported(files: Files): string[] {
  return Object.entries(files).flatMap(([file, text]) =>
    [...text.matchAll(/from '(\.[^']*\.wasm)\?component(?:&inline)?'/g)].map(([, specifier]) =>
      path.posix.join(path.posix.dirname(file), specifier!),
    ),
  )
}
