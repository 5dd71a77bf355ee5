// Writes the table of the rows in README.md. Run it when rows change; a test (tests/scripts/wild-table.test.ts) fails until then.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'

import { rows } from './rows.mjs'

/** The file with the table. */
export const target = fileURLToPath(new URL('README.md', import.meta.url))

/** The ways of use, in the order of the table. */
const KINDS = {
  run: 'run with arguments, input and files',
  version: 'run, and print no more than a version',
  library: 'functions over numbers',
  memory: 'functions over pointers, in memory that JavaScript reads and writes',
  imports: 'with functions or interfaces from JavaScript',
  component: 'components with typed interfaces',
  repaired: 'components of the official adapter that crash in other hosts',
  composed: 'components that wasm-tools composed with others',
}

/** How many rows there are of each kind. */
export const counts = () =>
  Object.fromEntries(Object.keys(KINDS).map((kind) => [kind, rows.filter(({ how }) => how === kind).length]))

const START = '| use | rows | programs |\n'
const END = '\n\n'

/** `text` with the table of the rows in place of the one that it has. */
export function withTable(text) {
  const start = text.indexOf(START)
  const end = text.indexOf(END, start)
  if (start < 0 || end < 0) throw new Error(`${target} has no table of rows`)
  const found = counts()
  const lines = Object.entries(KINDS)
    .filter(([kind]) => found[kind] > 0)
    .map(([kind, about]) => {
      const names = rows.flatMap(({ how, name }) => (how === kind ? [name.replace(`, ${kind}`, '')] : []))
      return `| ${about} | ${found[kind]} | ${names.join('; ')} |`
    })
  return `${text.slice(0, start)}${START}| --- | --- | --- |\n${lines.join('\n')}${text.slice(end)}`
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) writeFileSync(target, withTable(readFileSync(target, 'utf8')))
