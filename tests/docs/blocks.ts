import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const workspace = fileURLToPath(new URL('../..', import.meta.url))

/** A fenced code block of a page. */
export interface Block {
  /** The page's path in the repository. */
  page: string
  /** The line of the fence that opens it, from 1. */
  line: number
  /** The text of the heading above it. Empty for the text before the first heading of level 2. */
  section: string
  /** The first word of the info string. */
  language: string
  /** What a block is, by its info string: a file with this path, commands of a shell, or what the block before it prints. */
  kind: { file: string } | 'commands' | 'output' | 'other'
  /** Its lines without the indentation of the fence, each with its end. */
  code: string
}

/** Every fenced code block of a page, in the order of the page. */
export function blocksOf(page: string): Block[] {
  return parse(page, readFileSync(path.join(workspace, page), 'utf8'))
}

const opening = /^([ \t>]*)(`{3,}|~{3,})[ \t]*([^`]*)$/

/** The code blocks of a text in Markdown, those in lists and quotations included. */
export function parse(page: string, text: string): Block[] {
  const blocks: Block[] = []
  let section = ''
  let open: { block: Block; indentation: number; fence: string } | undefined
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (open === undefined) {
      const [, level, heading] = /^(#{1,6}) +(.*?)(?: +\{#[\w-]+\})? *#*$/.exec(line) ?? []
      if (level !== undefined) section = level.length === 1 ? '' : heading!
      const [, before = '', fence, info = ''] = opening.exec(line) ?? []
      if (fence === undefined) continue
      const [language = '', name = ''] = info.trim().split(/\s+/)
      const block = { page, line: index + 1, section, language, kind: kindOf(language, name), code: '' }
      open = { block, indentation: before.length, fence }
      continue
    }
    const { block, indentation, fence } = open
    const rest = line.slice(line.slice(0, indentation).search(/[^ \t>]|$/))
    if (rest.trim().startsWith(fence) && rest.trim().replaceAll(fence[0]!, '') === '') {
      blocks.push(block)
      open = undefined
    } else block.code += `${rest}\n`
  }
  if (open !== undefined) throw new Error(`${at(open.block)}: the code block is not closed`)
  return blocks
}

function kindOf(language: string, name: string): Block['kind'] {
  if (language === 'sh') return 'commands'
  if (name === 'output') return 'output'
  // VitePress reads a title in brackets, and lines to emphasise in braces.
  return /^[^[{:]/.test(name) ? { file: name } : 'other'
}

/** Where a block is, for messages. */
export const at = ({ page, line }: Pick<Block, 'page' | 'line'>) => `${page}:${line}`
