// Writes the last section of docs/run.md from scripts/modes. Run it when a file there changes; a test (tests/scripts/modes-table.test.ts)
// fails until then.
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

import { modes } from './modes/modes.mjs'
import { rows } from './modes/rows.mjs'
import { root } from './steps.mjs'

/** The file whose last section this script writes. */
export const target = path.join(root, 'docs', 'run.md')

const heading = '\n## What works where\n'
const line = (cells) => `|${cells.map((cell) => (cell === '' ? ' ' : ` ${cell} `)).join('|')}|`

const table = () =>
  [
    line(['', ...modes.map(({ title }) => title)]),
    line(['---', ...modes.map(() => '---')]),
    line(['engines', ...modes.map(({ engines }) => engines)]),
    ...rows.map(({ name, cells }) => line([name, ...cells.map(({ says }) => says)])),
  ].join('\n')

/** `text`, which is that of the file, with the current table. */
export const withTable = (text) => {
  const at = text.indexOf(heading)
  if (at < 0) throw new Error(`docs/run.md has no section "${heading.trim()}"`)
  return `${text.slice(0, at)}${heading}
Every cell has a test, which runs in Node 20, 22, 24 and 26, Deno, Bun, Chromium, Firefox and WebKitGTK. [scripts/modes](../scripts/modes/) names
the tests, and \`node scripts/modes-table.mjs\` writes this table. An empty cell does not apply.

${table()}
`
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) writeFileSync(target, withTable(readFileSync(target, 'utf8')))
