// Writes docs/support.md from scripts/support. Run it when a file there changes; a test (tests/scripts/support-table.test.ts) fails until
// then.
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

import { root } from './steps.mjs'
import { tables } from './support/cells.mjs'

/** The file that this script writes. */
export const target = path.join(root, 'docs', 'support.md')

const line = (cells) => `| ${cells.join(' | ')} |`

const table = ({ title, about, columns, rows }) =>
  [
    `## ${title}`,
    '',
    ...about,
    '',
    line(columns),
    line(columns.map(() => '---')),
    ...rows.map(({ name, cells }) => line([name, ...cells.map(({ says }) => says)])),
  ].join('\n')

/** The text of that file. */
export const supportText = () => `# What is supported

Every cell of these tables has a test, unless it says that it has none. A file in [scripts/support](../scripts/support/) names it, and
\`node scripts/support-table.mjs\` writes this page. \`unwasi inspect FILE\` says what a file is, and whether it converts.

A cell that says “fetched” has a test in \`pnpm test:wild\`, which fetches programs that others published. \`npm test\` runs all other tests. An
empty cell does not apply.

${tables.map(table).join('\n\n')}
`

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) writeFileSync(target, supportText())
