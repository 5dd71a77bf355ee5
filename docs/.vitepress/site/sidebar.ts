import type { DefaultTheme } from 'vitepress'

import { entriesOf, type Entry, type Group } from './entry.js'

/** The path of an entry on the site, without the base. */
export const linkOf = ({ page, heading }: Entry): string =>
  `/${page.replace(/(?:^|(?<=\/))index$/, '')}${heading === undefined ? '' : `#${heading}`}`

/** VitePress's sidebar. Groups inside of groups are closed until a reader opens them, or one of their pages. */
export const sidebar = (groups: readonly Group[]): DefaultTheme.SidebarItem[] => groups.map((group) => item(group))

function item({ text, entries }: Group, inside = false): DefaultTheme.SidebarItem {
  const items = entries.map((entry) => ('page' in entry ? { text: entry.text, link: linkOf(entry) } : item(entry, true)))
  return { text, items, ...(inside ? { collapsed: true } : {}) }
}

/** The same pages in groups of one level, without links to headings, for llms.txt: its plugin reads no others. */
export const flatSidebar = (groups: readonly Group[]): DefaultTheme.SidebarItem[] =>
  groups.map((group) => ({
    text: group.text,
    items: entriesOf(group).flatMap((entry) => (entry.heading === undefined ? [{ text: entry.text, link: linkOf(entry) }] : [])),
  }))
