import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

import { sections } from '../frameworks/sections.js'
import { at, blocksOf, workspace, type Block } from './blocks.js'
import type { Illustration, Page, Recipe, Scripts, Selection } from './recipe.js'

/** The pages whose projects `tests/frameworks` makes. Its own tests fail if a section with code has no project. */
export const isTestedByFrameworks = (page: string) => page.startsWith('docs/start/')

/** The pages with code blocks that people read, by their path in the repository. */
export function documents(): string[] {
  const folders = (parent: string) =>
    readdirSync(path.join(workspace, parent)).map((name) => path.posix.join(parent, name, 'README.md'))
  return ['README.md', 'ARCHITECTURE.md', 'AGENTS.md', ...pagesIn('docs'), ...folders('packages'), ...folders('examples')].filter(
    (page) => existsSync(path.join(workspace, page)) && blocksOf(page).length > 0,
  )
}

/** Folders that are not written by hand. */
const generated = new Set(['node_modules', '.vitepress', 'reference', 'public'])

function pagesIn(folder: string): string[] {
  return readdirSync(path.join(workspace, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = path.posix.join(folder, entry.name)
    if (entry.isDirectory()) return generated.has(entry.name) ? [] : pagesIn(file)
    return entry.name.endsWith('.md') ? [file] : []
  })
}

/** The recipes of all pages. */
export async function readPages(): Promise<Page[]> {
  const files = readdirSync(path.join(import.meta.dirname, 'pages')).filter((file) => file.endsWith('.ts'))
  const modules = await Promise.all(
    files.map((file) => import(`./pages/${path.parse(file).name}.ts`) as Promise<{ default: Page | Page[] }>),
  )
  return modules.flatMap((module) => module.default)
}

/** The blocks that a recipe uses. Throws if there are none, or fewer than it names. */
export function select(page: string, blocks: readonly Block[], { section, blocks: names }: Selection): Block[] {
  return [section].flat().flatMap((heading) => {
    const inSection = blocks.filter((block) => block.section === heading)
    if (inSection.length === 0) {
      const headings = [...new Set(blocks.map((block) => `"${block.section}"`))].join(', ')
      throw new Error(`${page}: a recipe names the section "${heading}". Sections with code blocks are ${headings}.`)
    }
    const isNamed = (block: Block, index: number) =>
      names?.includes(index + 1) === true || (typeof block.kind === 'object' && names?.includes(block.kind.file) === true)
    if (names === undefined) return inSection
    const selected = inSection.filter(isNamed)
    const missing = names.find((name) =>
      typeof name === 'number'
        ? inSection[name - 1] === undefined
        : !selected.some(({ kind }) => typeof kind === 'object' && kind.file === name),
    )
    if (missing !== undefined) throw new Error(`${page}: the section "${heading}" has no code block ${missing}`)
    return selected
  })
}

/** What is wrong with a recipe and the blocks that it uses, as lines for people. */
export function problemsOf(recipe: Recipe, blocks: readonly Block[]): string[] {
  if ('illustration' in recipe) return problemsOfIllustration(recipe, blocks)
  if ('scripts' in recipe) return problemsOfScripts(recipe, blocks)
  if ('testedBy' in recipe) return blocks.flatMap((block) => problemsElsewhere(recipe.testedBy, block))
  const unnamed = blocks
    .filter(({ kind }) => kind === 'other')
    .map((block) => `${at(block)}: name the file after "${block.language}", or make it an illustration in the recipe`)
  const commands = [...blocks.filter(({ kind }) => kind === 'commands'), ...(recipe.commands ?? [])]
  const typed = blocks.some(({ kind }) => typeof kind === 'object' && /\.tsx?$/.test(kind.file)) && recipe.types !== false
  const idle = recipe.build === undefined && commands.length === 0 && !typed
  return idle ? [...unnamed, `${at(blocks[0]!)}: the recipe neither builds, runs nor checks anything`] : unnamed
}

function problemsElsewhere(file: string, block: Block): string[] {
  if (!existsSync(path.join(workspace, file))) return [`${at(block)}: ${file} does not exist`]
  const test = readFileSync(path.join(workspace, file), 'utf8')
  const lines = (text: string) => text.replaceAll(/^\s+/gm, '').trim()
  if (lines(test).includes(lines(block.code)) || test.includes(path.posix.basename(block.page))) return []
  return [`${at(block)}: ${file} neither contains this block nor reads ${block.page}`]
}

/** What names a file is code, and no drawing. */
function problemsOfIllustration({ illustration }: Illustration, blocks: readonly Block[]): string[] {
  if (illustration !== 'drawing' && illustration !== 'notation') return []
  return blocks
    .filter(({ kind }) => typeof kind === 'object')
    .map(
      (block) => `${at(block)}: this is a file, so the recipe has to use it in a project instead of calling it a ${illustration}`,
    )
}

/** Lines that are requests to a server, or install packages, are not scripts. */
function problemsOfScripts({ scripts: folder, testedBy }: Scripts, blocks: readonly Block[]): string[] {
  const read = (file: string) => readFileSync(path.join(workspace, file), 'utf8')
  const { scripts } = JSON.parse(read(path.posix.join(folder, 'package.json'))) as { scripts: Record<string, string> }
  const lines = blocks.flatMap((block) =>
    block.code
      .trim()
      .split('\n')
      .map((line) => ({ block, line })),
  )
  const problems = lines.flatMap(({ block, line }) => {
    const [, name] = /^npm (?:run )?([\w:-]+)/.exec(line) ?? []
    if (name === undefined ? line.startsWith('curl ') : scripts[name] !== undefined) return []
    return [`${at(block)}: ${folder}/package.json has no script for "${line}"`]
  })
  const named = read(testedBy).includes(path.posix.basename(folder))
  return named ? problems : [...problems, `${at(blocks[0]!)}: ${testedBy} does not name ${path.posix.basename(folder)}`]
}

/** The blocks of a page that nothing uses, as lines for people. */
export function unused(page: string, recipes: readonly Recipe[]): string[] {
  const blocks = blocksOf(page)
  const used = new Set(recipes.flatMap((recipe) => select(page, blocks, recipe)))
  const how = `no recipe uses this code block. Add one to ${recipeFile(page)}; tests/docs/README.md says how`
  return blocks
    .filter((block) => !used.has(block) && !(isTestedByFrameworks(page) && hasSection(block)))
    .map((block) => `${at(block)}: ${how}`)
}

/** Whether `tests/frameworks` reads the block. */
function hasSection({ code }: Block): boolean {
  const known = (line: string) =>
    line.startsWith('npm install ') || sections.some(({ commands }) => commands.includes(line.replace(/^npx /, '')))
  return sections.some(({ files }) => Object.values(files).includes(code)) || code.trim().split('\n').every(known)
}

function recipeFile(page: string): string {
  const name = page.replace(/^docs\//, '').replace(/(\/README)?\.md$/, '')
  return `tests/docs/pages/${name.toLowerCase().replaceAll('/', '-')}.ts`
}
