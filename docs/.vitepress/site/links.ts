import { existsSync, statSync } from 'node:fs'
import path from 'node:path'

import type { MarkdownRenderer } from 'vitepress'

import { apps, base, repository, site } from './places.js'

const docs = path.resolve(import.meta.dirname, '../..')
const root = path.dirname(docs)

/**
 * Makes links of pages work on the site, too. They are written for GitHub: a file outside of `docs` is linked by its relative path, and
 * what exists on the site alone by its full address.
 */
export function siteLinks(md: MarkdownRenderer): void {
  md.core.ruler.push('site-links', ({ tokens, env }) => {
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      const href = token.type === 'link_open' ? token.attrGet('href') : null
      if (href === null) continue
      const target = targetOf(href, pageOf(env))
      token.attrSet('href', target)
      // The router of the site does not know these pages.
      if (apps.some((app) => target.startsWith(`${base}${app}/`))) token.attrSet('target', '_self')
    }
  })
}

/** The path of the page in `docs`. */
function pageOf(env: unknown): string {
  if (typeof env === 'object' && env !== null && 'relativePath' in env && typeof env.relativePath === 'string')
    return env.relativePath
  throw new Error('VitePress renders Markdown and does not say of which page')
}

/** The target on the site of a link on `page`. */
export function targetOf(href: string, page: string): string {
  if (href.startsWith(site)) {
    const local = href.slice(site.length)
    return apps.some((app) => local.startsWith(`${app}/`)) ? base + local : `/${local}`
  }
  if (/^(?:[a-z]+:|#|\/)/.test(href)) return href
  const [file = '', fragment] = href.split('#')
  const absolute = path.resolve(docs, path.dirname(page), file)
  const inside = !path.relative(docs, absolute).startsWith('..')
  // VitePress reports links to pages that do not exist. Other files beside the pages are not on the site.
  if (inside && (file.endsWith('.md') || !existsSync(absolute))) return href
  if (!existsSync(absolute)) throw new Error(`docs/${page} links to ${href}, which does not exist in the repository`)
  const kind = statSync(absolute).isDirectory() ? 'tree' : 'blob'
  const inRepository = path.relative(root, absolute).split(path.sep).join('/')
  return `${repository}/${kind}/main/${inRepository}${fragment === undefined ? '' : `#${fragment}`}`
}
