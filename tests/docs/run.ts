import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'

import { expect } from 'vitest'

import { fixturePath } from '../../fixtures/index.mjs'
import { at, workspace, type Block } from './blocks.js'
import { build } from './build.js'
import { openPage, runScript } from './execute.js'
import { folder } from './folder.js'
import { matches, normalised } from './output.js'
import type { Project } from './recipe.js'
import { runCommands } from './shell.js'
import { checkTypes, writeSettings } from './types.js'

/** Makes the project of a recipe in a new folder, does what the blocks and the recipe say, and compares what is printed. */
export async function runProject(recipe: Project, blocks: readonly Block[], name: string): Promise<void> {
  const dir = recipe.copyOf === undefined ? path.join(folder, name) : copyExample(recipe.copyOf, path.join(folder, name))
  const write = (file: string, content: string | Uint8Array) => {
    mkdirSync(path.dirname(path.join(dir, file)), { recursive: true })
    writeFileSync(path.join(dir, file), content)
  }
  if (recipe.copyOf === undefined) {
    write('package.json', '{ "private": true, "type": "module" }\n')
    writeSettings(dir)
  }
  for (const [file, fixture] of Object.entries(recipe.guests ?? {})) {
    write(file, '')
    copyFileSync(fixturePath(fixture), path.join(dir, file))
  }
  for (const [file, content] of Object.entries(recipe.files ?? {})) write(file, content)
  writeShown(recipe, blocks, write)

  const printed = await runShown(recipe, blocks, dir)
  if (recipe.fails) expectLines(blocks, await failure(runEntry(recipe, dir)))
  else if (recipe.build !== undefined) printed.push(await runEntry(recipe, dir))
  // A build may have written the types of programs.
  if (recipe.types !== false && blocks.some(isTypeScript)) await checkTypes(dir)
  if (recipe.prints !== undefined) expectPrinted(recipe, recipe.build === undefined ? printed.join('') : printed.at(-1)!)
}

/** Copies an example, beside links to the others. Returns its folder. */
function copyExample(name: string, parent: string): string {
  const examples = path.join(workspace, 'examples')
  const written = new Set(['node_modules', 'main.wasm', 'main', 'dist'])
  mkdirSync(parent, { recursive: true })
  for (const other of readdirSync(examples)) {
    if (other !== name) symlinkSync(path.join(examples, other), path.join(parent, other))
  }
  const dir = path.join(parent, name)
  cpSync(path.join(examples, name), dir, { recursive: true, filter: (file) => !written.has(path.basename(file)) })
  symlinkSync(path.join(examples, name, 'node_modules'), path.join(dir, 'node_modules'))
  return dir
}

const isTypeScript = ({ kind }: Block) => typeof kind === 'object' && /\.tsx?$/.test(kind.file)

function writeShown({ around = {} }: Project, blocks: readonly Block[], write: (file: string, text: string) => void): void {
  const files = new Map<string, string>()
  for (const { kind, code } of blocks) {
    if (typeof kind === 'object') files.set(kind.file, (files.get(kind.file) ?? '') + code)
  }
  const unknown = Object.keys(around).find((file) => !files.has(file))
  if (unknown !== undefined) throw new Error(`The recipe has text around ${unknown}, but no block of that name.`)
  for (const [file, text] of files) write(file, around[file]?.join(text) ?? text)
}

/** Runs the commands, and compares what they print with what the page shows. Returns it. */
async function runShown(recipe: Project, blocks: readonly Block[], dir: string): Promise<string[]> {
  const shown = blocks.filter(({ kind }) => kind === 'commands')
  const steps: Step[] = [
    ...shown.map((block) => ({ block, lines: block.code })),
    ...(recipe.commands ?? []).map((lines) => ({ lines })),
  ]
  const printed: string[] = []
  for (const { block, lines } of steps) {
    if (block !== undefined && recipe.printsComments === true) {
      printed.push(await runLines(lines, dir))
      continue
    }
    const { code, text } = await runCommands(lines, dir)
    const expected = printed.length === steps.length - 1 ? (recipe.exitCode ?? 0) : 0
    if (code !== expected)
      throw new Error(`${block ? at(block) : 'commands'}: ends with ${code} instead of ${expected}\n${lines}\n${text}`)
    const output = block && blocks[blocks.indexOf(block) + 1]
    if (output?.kind === 'output') expectShown(recipe, output, text)
    printed.push(text)
  }
  return printed
}

interface Step {
  lines: string
  /** The block that shows them. Without it, they are the recipe's own. */
  block?: Block
}

/** Runs each line by itself. What follows its `# ` is what it prints. */
async function runLines(lines: string, dir: string): Promise<string> {
  let printed = ''
  for (const line of lines.trimEnd().split('\n')) {
    const [, command = line, comment] = /^(.*?) +# (.*)$/.exec(line) ?? []
    const { text } = await runCommands(command, dir)
    if (comment !== undefined) expect(text.trimEnd()).toBe(comment)
    printed += text
  }
  return printed
}

const failure = (running: Promise<string>): Promise<string> =>
  running.then(
    () => expect.fail('the build does not fail'),
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  )

/** Looks for each line of the outputs that are shown, one after the other. */
function expectLines(blocks: readonly Block[], message: string): void {
  let from = 0
  for (const line of blocks.flatMap(({ kind, code }) => (kind === 'output' ? code.trimEnd().split('\n') : []))) {
    const at = message.indexOf(line, from)
    expect(at, `${JSON.stringify(line)} is not in:\n${message}`).toBeGreaterThanOrEqual(0)
    from = at + line.length
  }
}

async function runEntry({ build: bundler, engine = 'node', prints, ...recipe }: Project, dir: string): Promise<string> {
  const entry = recipe.entry ?? (existsSync(path.join(dir, 'main.ts')) ? 'main.ts' : 'main.js')
  const file = await build(bundler!, dir, entry, engine === 'chromium' ? 'browser' : 'node')
  if (engine === false) return ''
  if (engine !== 'chromium') return runScript(engine, file, dir, bundler === 'hooks' ? ['--import', '@unwasi/node'] : [])
  return openPage(file, (printed) => prints === undefined || matches(printed, prints))
}

/** Compares what was printed with what the recipe says. */
function expectPrinted(recipe: Project, printed: string): void {
  const { prints = '' } = recipe
  if (typeof prints === 'string') expect(normalised(recipe, printed)).toBe(normalised(recipe, prints))
  else expect(normalised(recipe, printed)).toMatch(prints)
}

/** Compares what was printed with a block of the page. */
function expectShown(recipe: Project, block: Block, printed: string): void {
  const [actual, shown] = [normalised(recipe, printed), normalised(recipe, block.code)]
  if (!matches(actual, shown)) expect(actual, `${at(block)} shows another output`).toBe(shown)
}
