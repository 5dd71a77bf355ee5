import type { DefaultTheme } from 'vitepress'

import { entriesOf, type Entry, type Group } from './entry.js'

/** The path of an entry on the site, without the base. */
export const linkOf = ({ page, heading }: Entry): string =>
  `/${page.replace(/(?:^|(?<=\/))index$/, '')}${heading === undefined ? '' : `#${heading}`}`

const isEntry = (entry: Entry | Group): entry is Entry => 'page' in entry
const isGroup = (entry: Entry | Group): entry is Group => !isEntry(entry)

const item = (text: string, entries: readonly Entry[]): DefaultTheme.SidebarItem => ({
  text,
  items: entries.map((entry) => ({ text: entry.text, link: linkOf(entry) })),
})

/**
 * VitePress's sidebars. The pages to start with have one for themselves, with all groups that are in groups: on other pages they would be
 * in the way. VitePress could close them, but nests the button for that in another button.
 */
export const sidebar = (groups: readonly Group[]): DefaultTheme.SidebarMulti => ({
  '/start/': groups
    .filter(({ entries }) => entries.some(isGroup))
    .flatMap((group) => [group, ...group.entries.filter(isGroup)])
    .map(({ text, entries }) => item(text, entries.filter(isEntry))),
  '/': groups.map(({ text, entries }) => item(text, entries.filter(isEntry))),
})

/** All pages in groups of one level, without links to headings, for llms.txt. */
export const flatSidebar = (groups: readonly Group[]): DefaultTheme.SidebarItem[] =>
  groups.map((group) =>
    item(
      group.text,
      entriesOf(group).filter(({ heading }) => heading === undefined),
    ),
  )
