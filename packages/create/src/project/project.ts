// The files of a project. This module and what it imports need neither Node nor a file system: pages use them as well.
import { below, json, specifier, type Files } from './files.js'
import { languages, PROGRAM, type Language, type LanguageName } from './languages.js'
import { problemOfName } from './name.js'
import { readme } from './readme.js'
import { standIn } from './stand-in.js'
import type { Scene, Template } from './template.js'
import { bundlers } from './templates/bundlers.js'
import { commands } from './templates/commands.js'
import { frameworks } from './templates/frameworks.js'
import { vite } from './templates/vite.js'
import { versions, type PackageName } from './versions.js'

const all = { ...vite, ...frameworks, ...bundlers, ...commands }

export type TemplateName = keyof typeof all

/** The bundlers and frameworks by name. */
export const templates: Readonly<Record<TemplateName, Template>> = all

export interface OwnProgram {
  /** The name of its file. Characters that mean something in a specifier are replaced. */
  readonly name: string
  readonly bytes: Uint8Array
}

export interface ProjectOptions {
  readonly template: TemplateName
  readonly language: LanguageName
  /** The name of the project, which is a valid name of an npm package. */
  readonly name: string
  /** The version of our packages. */
  readonly version: string
  /** Whether the project is in TypeScript. Default: as the template says. */
  readonly typescript?: boolean
  /** Whether the program runs in a worker. Default: no. */
  readonly worker?: boolean
  /** Whether the compiler is missing, so that a stand-in takes the program's place until it is installed. Default: no. */
  readonly standIn?: boolean
  /** The user's own program, for the language `wasm`. Default: a small one, which the user should replace. */
  readonly program?: OwnProgram
}

const STAND_IN = `${PROGRAM}/stand-in.wasm`

/**
 * The files of a project, by their paths: relative, with slashes, and sorted. A file is text or bytes.
 * @throws {RangeError} if the options do not fit together
 */
export function projectFiles(options: ProjectOptions): Map<string, string | Uint8Array> {
  const template = templates[options.template]
  const language: Language = languages[options.language]
  check(options, template, language)
  const scene = sceneOf(options)
  const files: Files = {
    '.gitignore': ['node_modules/', ...template.ignored, ...(language.ignored ?? [])].map((line) => `${line}\n`).join(''),
    'package.json': manifest(options, scene, template, language),
    'README.md': readme(scene, template, language, options.standIn === true ? STAND_IN : undefined),
    ...template.files(scene),
    ...below(PROGRAM, language.files(options.name)),
    ...(options.language === 'wasm' && { [scene.source]: options.program?.bytes ?? standIn() }),
    ...(options.standIn === true && { [STAND_IN]: standIn() }),
  }
  return new Map(Object.entries(files).toSorted(([one], [other]) => (one < other ? -1 : 1)))
}

function check({ name, typescript, standIn: stands, program }: ProjectOptions, template: Template, language: Language): void {
  const problem = problemOfName(name)
  if (problem !== undefined) throw new RangeError(`'${name}' is not a name for an npm package: ${problem}`)
  if (typescript === true && template.typescript === 'never')
    throw new RangeError(`the template for ${template.title} is in JavaScript alone`)
  if (stands === true && language.install === undefined)
    throw new RangeError(`${language.title} needs no compiler that a stand-in could replace`)
  if (program !== undefined && language !== languages.wasm)
    throw new RangeError("a program of one's own is for the language 'wasm'")
}

/** What the files of a project depend on. */
export function sceneOf(options: ProjectOptions): Scene {
  const template = templates[options.template]
  const language: Language = languages[options.language]
  const { typescript = template.typescript === 'default', worker = false } = options
  const { program } = options
  const source = `${PROGRAM}/${program === undefined ? language.source : fileName(program)}`
  const toolchains = {
    ...language.toolchains,
    ...(options.standIn === true && { fallback: (template.root === undefined ? './' : '../') + STAND_IN }),
  }
  const own = options.language === 'wasm'
  return {
    name: options.name,
    headline: `${own ? 'A WASI program' : language.title} in ${template.title}`,
    source,
    own,
    placeholder: own && program === undefined,
    typescript,
    script: typescript ? 'ts' : 'js',
    guest: (from) => `${specifier(from, source)}?component${worker ? '&worker' : ''}`,
    options: Object.keys(toolchains).length === 0 ? '' : literal({ toolchains }),
    args: own ? "name.split(' ').filter(Boolean)" : '[name]',
    types: (text) => (typescript ? text : ''),
  }
}

/** A name for a `.wasm` file that needs no escapes in an import. */
const fileName = ({ name }: OwnProgram): string =>
  `${
    name
      .replace(/\.wasm$/i, '')
      .replaceAll(/[^\w.-]+/g, '-')
      .replace(/^[.-]+/, '') || 'program'
  }.wasm`

/** A value of JSON as JavaScript: `{ toolchains: { fallback: './a.wasm' } }`. */
function literal(value: unknown): string {
  if (typeof value === 'string') return `'${value.replaceAll(/['\\]/g, '\\$&')}'`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  return `{ ${Object.entries(value)
    .map(([key, inner]) => `${key}: ${literal(inner)}`)
    .join(', ')} }`
}

function manifest({ name, version }: ProjectOptions, scene: Scene, template: Template, language: Language): string {
  const { plugin, packages, typescriptPackages = [], dependencies = [] } = template
  const range = (one: PackageName) => [one, `^${versions[one]}`] as const
  const ours = [plugin, `^${version}`] as const
  // Without a bundler, the package is there when the program runs.
  const runs = plugin === '@unwasi/node' ? [ours] : []
  const builds = plugin === '@unwasi/node' ? [] : [ours]
  const needed = scene.typescript ? [...packages, ...typescriptPackages] : packages
  const engine = template.node?.(scene)
  return json({
    name,
    version: '0.0.0',
    private: true,
    type: 'module',
    ...(engine !== undefined && { engines: { node: engine } }),
    scripts: Object.fromEntries(template.scripts(scene).map((script) => [script.name, script.runs])),
    ...listed('dependencies', [...runs, ...dependencies.map(range)]),
    ...listed('devDependencies', [...builds, ...needed.map(range), ...(language.packages ?? []).map(range)]),
  })
}

/** Sorted as npm sorts them. Nothing if there are none. */
const listed = (field: string, ranges: readonly (readonly [string, string])[]): Record<string, Record<string, string>> =>
  ranges.length === 0 ? {} : { [field]: Object.fromEntries(ranges.toSorted(([one], [other]) => (one < other ? -1 : 1))) }
