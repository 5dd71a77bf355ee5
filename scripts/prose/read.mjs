import { parseSync, Visitor } from 'rolldown/utils'

/**
 * @typedef {object} Passage A text that people read.
 * @property {'comment' | 'string' | 'document'} kind
 * @property {number} line
 * @property {string} text on one line, with code replaced by a placeholder
 */

const SOURCE = /\.(?:[mc]?[jt]s|[jt]sx)$/
const TEST = /\.test\.ts$/
const TITLES = new Set(['describe', 'it', 'test'])
/** Comments for tools. */
const DIRECTIVE = /^\s*(?:oxlint-|\/ <reference|@ts-)/
/** Stands for code in a text: a word that no rule knows. */
const CODE = 'X'

/** Whether `passages` can read `file`. */
export function readable(file) {
  return SOURCE.test(file) || file.endsWith('.md')
}

/**
 * Lists the comments and strings of a source file, or the paragraphs of a Markdown file. In a test only the titles count as strings:
 * the others are input and expected output.
 * @param {string} file its name decides how it is read
 * @param {string} source
 * @returns {Passage[]}
 */
export function passages(file, source) {
  const found = file.endsWith('.md') ? paragraphs(source) : sourcePassages(file, source)
  return found.filter(({ text }) => text !== '').toSorted((a, b) => a.line - b.line)
}

function sourcePassages(file, source) {
  const parsed = parseSync(file, source, { lang: language(file) })
  if (parsed.errors.length > 0) throw new Error(`${file} can't be parsed: ${parsed.errors[0].message}`)
  const lineOf = lines(source)
  return [...comments(parsed.comments, source, lineOf), ...strings(parsed.program, TEST.test(file), lineOf)]
}

function language(file) {
  if (/\.d\.[mc]?ts$/.test(file)) return 'dts'
  if (file.endsWith('x')) return file.slice(-3)
  return /\.[mc]?ts$/.test(file) ? 'ts' : 'jsx'
}

/** Consecutive line comments are one passage, unless the first one follows code. In a block, a blank line or a tag starts another one. */
function comments(all, source, lineOf) {
  const found = []
  let last
  for (const { type, value, start, end } of all) {
    if (type === 'Line' && last && /^\n[ \t]*$/.test(source.slice(last.end, start))) {
      last.passage.text = plain(`${last.passage.text} ${value}`)
      last.end = end
      continue
    }
    last = undefined
    if (DIRECTIVE.test(value)) continue
    if (type === 'Block') {
      found.push(...paragraphsOf(value, lineOf(start)))
      continue
    }
    const passage = { kind: 'comment', line: lineOf(start), text: plain(value) }
    found.push(passage)
    if (/(?:^|\n)[ \t]*$/.test(source.slice(0, start))) last = { passage, end }
  }
  return found
}

/** The paragraphs and the tags of a block comment that begins on line `first`. */
function paragraphsOf(value, first) {
  const found = []
  let current
  for (const [index, line] of value.split('\n').entries()) {
    const text = line.replace(/^\s*\*/, '').trim()
    if (text === '') current = undefined
    else if (current && !text.startsWith('@')) current.text = plain(`${current.text} ${text}`)
    else found.push((current = { kind: 'comment', line: first + index, text: plain(untagged(text)) }))
  }
  return found
}

/** Leaves out the tag, and the type and the name of a parameter. */
function untagged(text) {
  return text.replace(/^@(?:param|property|typedef)\s+(?:\{.*\}\s+)?\S+/, '').replace(/^@\w+(?:\s+\{.*\})?/, '')
}

function strings(program, isTest, lineOf) {
  const found = []
  const add = (node, text) => {
    if (/\S+ +\S+/.test(text)) found.push({ kind: 'string', line: lineOf(node.start), text: plain(text) })
  }
  const visit = (node) => {
    if (node.type === 'TemplateLiteral') add(node, node.quasis.map(({ value }) => value.cooked ?? value.raw).join(CODE))
    else if (typeof node.value === 'string') add(node, node.value)
  }
  const visitor = isTest
    ? { CallExpression: (node) => isTitled(node.callee) && node.arguments[0] && visit(node.arguments[0]) }
    : { Literal: visit, TemplateLiteral: visit }
  new Visitor(visitor).visit(program)
  return found
}

/** Whether `callee` is `test`, `describe.skipIf(…)`, `it.each(…)` and the like. */
function isTitled(callee) {
  if (callee.type === 'Identifier') return TITLES.has(callee.name)
  if (callee.type === 'MemberExpression') return isTitled(callee.object)
  if (callee.type === 'TaggedTemplateExpression') return isTitled(callee.tag)
  return callee.type === 'CallExpression' && isTitled(callee.callee)
}

/** Paragraphs, list items and table cells. Code blocks and front matter are left out. */
function paragraphs(source) {
  const found = []
  let current
  let skipped
  for (const [index, line] of source.split('\n').entries()) {
    const fence = /^\s*(```|---$)/.exec(line)?.[1]
    if (skipped === undefined ? fence === '```' || (fence && index === 0) : true) {
      if (skipped === undefined) skipped = fence
      else if (fence === skipped) skipped = undefined
      current = undefined
      continue
    }
    if (/^\s*(?:\||$)/.test(line)) {
      current = undefined
      for (const cell of line.split('|')) found.push({ kind: 'document', line: index + 1, text: plain(cell) })
      continue
    }
    const marker = /^\s*(?:#+|[-*]|\d+\.) +/.exec(line)?.[0]
    const text = line.slice(marker?.length ?? 0)
    if (current && marker === undefined) current.text = plain(`${current.text} ${text}`)
    else found.push((current = { kind: 'document', line: index + 1, text: plain(text) }))
  }
  return found
}

/** `text` on one line, with code spans and addresses replaced. */
function plain(text) {
  return text
    .replaceAll(/`[^`]*`/g, CODE)
    .replaceAll(/https?:\/\/[^\s)]+/g, CODE)
    .replaceAll(/\s+/g, ' ')
    .trim()
}

/** Returns a function from an offset in `source` to its line. */
function lines(source) {
  const starts = [0]
  for (let at = source.indexOf('\n'); at !== -1; at = source.indexOf('\n', at + 1)) starts.push(at + 1)
  return (offset) => {
    const next = starts.findIndex((start) => start > offset)
    return next === -1 ? starts.length : next
  }
}
