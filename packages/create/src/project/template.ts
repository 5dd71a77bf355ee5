import type { Files } from './files.js'
import type { PackageName } from './versions.js'

/** What the files of a template depend on. */
export interface Scene {
  /** The project's name. */
  readonly name: string
  /** How people call the language and the bundler or framework: `Go in Vite`. */
  readonly headline: string
  /** The path of the program's source. */
  readonly source: string
  /** Whether the program is the user's own, which takes arguments of any kind instead of a name. */
  readonly own: boolean
  /** Whether a small program is there until the user puts their own in its place. */
  readonly placeholder: boolean
  readonly typescript: boolean
  /** The extension of scripts: `ts` or `js`. */
  readonly script: 'ts' | 'js'
  /** The specifier with which the file at `from` imports the program. */
  readonly guest: (from: string) => string
  /** The options of the plugin as JavaScript, or nothing. */
  readonly options: string
  /** The argument list for `run`, as JavaScript, for the input in the variable `name`. */
  readonly args: string
  /** The text in TypeScript, and nothing in JavaScript. */
  readonly types: (text: string) => string
}

/** Names of our packages. */
export type Plugin =
  | '@unwasi/esbuild'
  | '@unwasi/node'
  | '@unwasi/rollup'
  | '@unwasi/unplugin'
  | '@unwasi/vite'
  | '@unwasi/webpack'

/** A script of `package.json`. */
export interface Script {
  readonly name: string
  readonly runs: string
  /** What it does, for the README. */
  readonly does: string
}

/** A bundler or framework. */
export interface Template {
  /** How people call it. */
  readonly title: string
  readonly plugin: Plugin
  /** Whether a project is in TypeScript: by default, if one asks for it, or never. */
  readonly typescript: 'default' | 'on request' | 'never'
  /** npm packages for development. */
  readonly packages: readonly PackageName[]
  /** Further ones for projects in TypeScript. */
  readonly typescriptPackages?: readonly PackageName[]
  /** npm packages that the built project needs. */
  readonly dependencies?: readonly PackageName[]
  readonly scripts: (scene: Scene) => readonly Script[]
  /** The scripts with which one sees the program run. Default: the first one. */
  readonly first?: readonly string[]
  readonly files: (scene: Scene) => Files
  /** The project's folder that paths in the plugin's options start from. Default: the project itself. */
  readonly root?: string
  /** Lines of `.gitignore` beside `node_modules/`. */
  readonly ignored: readonly string[]
  /** A sentence about the project for its README. */
  readonly about: string
  /** The versions of Node that it needs, if it needs newer ones than our packages. */
  readonly node?: (scene: Scene) => string | undefined
}
