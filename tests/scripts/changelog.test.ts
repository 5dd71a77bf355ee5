import { expect, test } from 'vitest'

import { entry, withEntry } from '../../scripts/release/changelog.mjs'

const release = (name: string, type: string) => ({ name, type })

const changesets = [
  { id: 'spawn', summary: 'Runs can be spawned:\n\n```js\nrun.spawn()\n```\n', releases: [release('@unwasi/runtime', 'minor')] },
  {
    id: 'arguments',
    summary: 'Arguments may be empty.',
    releases: [release('unwasi', 'minor'), release('@unwasi/core', 'patch')],
  },
  { id: 'first-release', summary: 'The first release.', releases: [release('unwasi', 'minor')] },
  { id: 'mended', summary: 'A mend.', releases: [release('@unwasi/vite', 'patch')] },
  { id: 'renamed', summary: 'A new name.', releases: [release('@unwasi/vite', 'major'), release('@unwasi/core', 'minor')] },
]

const text = `## 1.0.0 (2026-12-01)

### Changes that break

- \`@unwasi/vite\`, \`@unwasi/core\`: A new name.

### New

- \`unwasi\`: The first release.

- \`unwasi\`, \`@unwasi/core\`: Arguments may be empty.

- \`@unwasi/runtime\`: Runs can be spawned:

  \`\`\`js
  run.spawn()
  \`\`\`

### Mended

- \`@unwasi/vite\`: A mend.
`

test('an entry has a list for each kind of change, in a fixed order', () => {
  expect(entry({ version: '1.0.0', date: '2026-12-01', changesets })).toBe(text)
  expect(entry({ version: '1.0.0', date: '2026-12-01', changesets: changesets.toReversed() })).toBe(text)
})

test('a changeset without a kind is an error', () => {
  const wrong = [{ id: 'x', summary: 'x', releases: [] }]
  expect(() => entry({ version: '1.0.0', date: '2026-12-01', changesets: wrong })).toThrow('a changeset has no kind: []')
})

test('an entry comes before those of earlier releases', () => {
  const first = withEntry('# Changelog\n\nAbout it.\n', '## 0.1.0 (2026-12-01)\n\n- one\n')
  expect(first).toBe('# Changelog\n\nAbout it.\n\n## 0.1.0 (2026-12-01)\n\n- one\n')
  expect(withEntry(first, '## 0.2.0 (2027-01-01)\n\n- two\n')).toBe(
    '# Changelog\n\nAbout it.\n\n## 0.2.0 (2027-01-01)\n\n- two\n\n## 0.1.0 (2026-12-01)\n\n- one\n',
  )
})
