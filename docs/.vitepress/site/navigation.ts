import { existsSync } from 'node:fs'
import path from 'node:path'

/** A page: its text in the navigation, and its path in `docs` without `.md`. */
export interface Entry {
  text: string
  page: string
}

export interface Group {
  text: string
  entries: readonly Entry[]
  /** Whether the reader has to open it. */
  collapsed?: true
}

const guide: Group = {
  text: 'Guide',
  entries: [
    { text: 'Run a program', page: 'run' },
    { text: 'Commands and libraries', page: 'commands' },
    { text: 'Memory and pointers', page: 'memory' },
    { text: 'Functions from JavaScript', page: 'imports' },
    { text: 'Import the source', page: 'sources' },
    { text: 'Types', page: 'types' },
    { text: 'Smaller Go programs', page: 'compact' },
    { text: 'Preview1 programs as components', page: 'preview2' },
    { text: 'Compiled modules', page: 'precompiled' },
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
    { text: 'Errors', page: 'errors' },
    { text: 'Limits', page: 'limits' },
    { text: 'What is supported', page: 'support' },
    { text: 'Versions', page: 'versions' },
  ],
}

const docs = path.resolve(import.meta.dirname, '../..')
const exists = ({ page }: Entry): boolean => existsSync(path.join(docs, `${page}.md`))

/** The sidebar, from top to bottom. */
export const groups: readonly Group[] = [
  { text: 'Start', entries: [{ text: 'Frameworks', page: 'frameworks' }] },
  guide,
  understand,
  reference,
].map((group) => ({ ...group, entries: group.entries.filter(exists) }))
