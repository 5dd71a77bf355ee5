import type { Bundler } from './build.js'
import type { Engine } from './execute.js'

/** Which blocks of a page a recipe uses. */
export interface Selection {
  /** The heading above them, or several. Empty for the text before the first heading of level 2. */
  section: string | readonly string[]
  /** The names of their files, or their positions in the section, from 1. Default: all of the section. */
  blocks?: readonly (string | number)[]
}

/** A project that consists of blocks and of what they leave out, and what happens in it. */
export interface Project extends Selection {
  /** A folder of `examples`, in a copy of which everything happens. */
  copyOf?: string
  /** Files that the blocks do not show, by path. */
  files?: Readonly<Record<string, string | Uint8Array>>
  /** Fixtures, by the path that the blocks call them. */
  guests?: Readonly<Record<string, string>>
  /** Text before and after what is shown of a file, by the file's path. Blocks of the same file are joined first. */
  around?: Readonly<Record<string, readonly [before: string, after: string]>>
  /** What builds the entry. It takes its configuration from a block if one shows it. Without it, only commands run. */
  build?: Bundler
  /** What is built and run. Default: `main.ts` if there is one, else `main.js`. */
  entry?: string
  /** Where the entry runs after it was built. Default: the Node that runs the tests. `false` only builds. */
  engine?: Engine | false
  /** Whether the build must fail. The lines of an output that is shown are in its message, in this order. */
  fails?: true
  /** Commands after those that are shown. */
  commands?: readonly string[]
  /** What the entry, or else all commands together, must print. */
  prints?: string | RegExp
  /** The code with which the last command ends. Default: 0. */
  exitCode?: number
  /** Whether the end of each shown line, after `# `, is what the line prints. */
  printsComments?: boolean
  /** What is different each time, and what it is replaced with on both sides before they are compared. */
  replace?: readonly (readonly [RegExp, string])[]
  /** `false` for blocks in TypeScript's syntax that the compiler must not check, such as AssemblyScript. */
  types?: false
  /** What has to be installed. Without it, the recipe is skipped, and fails in CI. */
  needs?: readonly Tool[]
}

/** The tools that recipes may need: `tools.ts` says how they are found. */
export type Tool = 'go' | 'rust' | 'zig' | 'c' | 'tinygo' | 'python' | 'wasmtime' | 'jspi' | 'chromium'

/** Why blocks can't run. */
export const reasons = {
  drawing: 'a drawing',
  notation: 'a notation: usage, a format, WIT, HTTP headers',
  output: 'what a program of others prints, which the page explains',
  before: 'what another tool needs, on a page about leaving it',
} as const

/** Blocks that can't run. */
export interface Illustration extends Selection {
  illustration: keyof typeof reasons
}

/** Blocks that a test has from the page itself or as a copy: the test's file must contain their text, or the page's path. */
export interface Elsewhere extends Selection {
  testedBy: string
}

/** Commands that are scripts of a `package.json`, which a test runs. They must exist, and the test must name the folder. */
export interface Scripts extends Selection {
  /** The folder of the `package.json`. */
  scripts: string
  testedBy: string
}

export type Recipe = Project | Illustration | Elsewhere | Scripts

export interface Page {
  /** The page's path in the repository. */
  page: string
  recipes: readonly Recipe[]
}

/** What a file in `pages` exports by default: the recipes of a page. */
export const page = (name: string, recipes: readonly Recipe[]): Page => ({ page: name, recipes })

/** What a configuration of Vite has around a call of the plugin. */
export const inViteConfig = ["import unwasi from '@unwasi/vite'\n\nexport default { plugins: [\n", ']}\n'] as const
