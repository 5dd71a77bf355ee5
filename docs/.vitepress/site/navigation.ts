import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

import type { Group } from './entry.js'
import { start } from './start.js'

const guide: Group = {
  text: 'Guide',
  entries: [
    { text: 'Run a program', page: 'run' },
    { text: 'Workers', page: 'run', heading: 'in-a-worker' },
    { text: 'A terminal', page: 'run', heading: 'a-terminal' },
    { text: 'What can be imported', page: 'guests' },
    { text: 'Options and queries', page: 'options' },
    { text: 'Libraries', page: 'libraries' },
    { text: 'Components', page: 'components' },
    { text: 'Further exports of a command', page: 'commands' },
    { text: 'Memory and pointers', page: 'memory' },
    { text: 'Functions from JavaScript', page: 'imports' },
    { text: 'Import the source', page: 'sources' },
    { text: 'Types', page: 'types' },
    { text: 'Smaller Go programs', page: 'compact' },
    { text: 'Preview1 programs as components', page: 'preview2' },
    { text: 'Compiled modules', page: 'precompiled' },
    { text: 'The command', page: 'command' },
  ],
}

const understand: Group = {
  text: 'Understand',
  entries: [
    { text: 'How isolation works', page: 'isolation' },
    { text: 'Why Go crashes', page: 'why-go-crashes' },
    { text: 'Performance', page: 'performance' },
    { text: 'Security', page: 'security' },
  ],
}

const reference: Group = {
  text: 'Reference',
  entries: [
    { text: 'API', page: 'reference/api' },
    { text: 'Plugins', page: 'reference/plugins' },
    { text: 'Conversion', page: 'reference/core' },
    { text: 'Options of the command', page: 'reference/command' },
    { text: 'Errors', page: 'errors' },
    { text: 'Limits', page: 'limits' },
    { text: 'What is supported', page: 'support' },
    { text: 'Versions', page: 'versions' },
  ],
}

export const docs = path.resolve(import.meta.dirname, '../..')

/** All pages of the folder, each with its title. The overview comes first. */
function migrate(): Group {
  const entries = readdirSync(path.join(docs, 'migrate'))
    .toSorted((left, right) => Number(right === 'index.md') - Number(left === 'index.md') || (left < right ? -1 : 1))
    .map((file) => {
      const page = `migrate/${path.parse(file).name}`
      const [, title] = /^# (.*)/m.exec(readFileSync(path.join(docs, `${page}.md`), 'utf8')) ?? []
      if (title === undefined) throw new Error(`docs/${page}.md has no title: its first line should be "# …"`)
      return { text: title.replaceAll('`', ''), page }
    })
  return { text: 'Migrate', entries }
}

/** The sidebar, from top to bottom. */
export const groups: readonly Group[] = [start, guide, understand, migrate(), reference]

/** The bar at the top. */
export const nav = [
  { text: 'Start', link: '/start/', activeMatch: '^/start/' },
  { text: 'Guide', link: '/run' },
  { text: 'API', link: '/reference/api', activeMatch: '^/reference/' },
  // It is not a page of VitePress, so the router must not open it.
  { text: 'Playground', link: '/playground/', target: '_self', noIcon: true },
]
