import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'

import { docs } from '../../docs/.vitepress/site/navigation.js'
import { apps, base, repository, site } from '../../docs/.vitepress/site/places.js'
import { slug } from '../../docs/.vitepress/site/slug.js'

const workspace = path.dirname(docs)

/** The folder that has the built site. */
export const built = path.join(docs, '.vitepress/dist')

/** Builds the pages, with those of the reference. */
export async function buildSite(): Promise<void> {
  await promisify(execFile)(process.execPath, [path.join(workspace, 'scripts/site.mjs'), 'docs'], { maxBuffer: 2 ** 24 })
}

/** The pages by their paths in `docs` without `.md`. */
export function pages(folder = ''): string[] {
  return readdirSync(path.join(docs, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = path.posix.join(folder, entry.name)
    if (entry.isDirectory()) return ['node_modules', '.vitepress', 'public'].includes(entry.name) ? [] : pages(name)
    return name.endsWith('.md') ? [name.slice(0, -'.md'.length)] : []
  })
}

/** The text of a built page, and what is in it. */
export interface Rendered {
  html: string
  /** Where links can lead. */
  ids: ReadonlySet<string>
  links: readonly string[]
}

export function rendered(page: string): Rendered {
  const html = readFileSync(path.join(built, `${page}.html`), 'utf8')
  const texts = (pattern: RegExp) => [...html.matchAll(pattern)].map(([, text]) => decodeURI(text!.replaceAll('&amp;', '&')))
  return { html, ids: new Set(texts(/\sid="([^"]+)"/g)), links: texts(/<a\b[^>]*?\shref="([^"]*)"/g) }
}

/** Says why a link on `page` leads nowhere. Undefined if it leads somewhere, or to another site. */
export function broken(link: string, page: string, all: ReadonlyMap<string, Rendered>): string | undefined {
  const own = link.startsWith(site) ? base + link.slice(site.length) : link
  if (own.startsWith(`${repository}/blob/main/`) || own.startsWith(`${repository}/tree/main/`)) return brokenInRepository(own)
  if (/^[a-z]+:/.test(own)) return undefined
  if (apps.some((app) => own.startsWith(`${base}${app}/`))) return undefined
  const { pathname: file, hash } = new URL(own, new URL(base + page, site))
  const fragment = hash === '' ? undefined : decodeURIComponent(hash.slice(1))
  const target = pageAt(file)
  const there = target === undefined ? undefined : all.get(target)
  if (there === undefined) return existsSync(path.join(built, file.slice(base.length))) ? undefined : `${link}: no such page`
  return fragment === undefined || there.ids.has(fragment) ? undefined : `${link}: no such heading`
}

/** The page with this path on the site, which begins with the base. */
function pageAt(file: string): string | undefined {
  return file.startsWith(base)
    ? `${file.slice(base.length)}`.replace(/\.html$/, '').replace(/(?:^|(?<=\/))$/, 'index')
    : undefined
}

function brokenInRepository(link: string): string | undefined {
  const [file = '', fragment] = link.slice(`${repository}/blob/main/`.length).split('#')
  const target = path.join(workspace, file)
  if (!existsSync(target)) return `${link}: no such file`
  if (fragment === undefined) return undefined
  const headings = [...readFileSync(target, 'utf8').matchAll(/^#+ (.*)/gm)].map(([, heading]) =>
    slug(heading!.replaceAll('`', '')),
  )
  return headings.includes(fragment) ? undefined : `${link}: no such heading`
}

/** Links to the site in the READMEs and in AGENTS.md. */
export function linksFromOutside(): { file: string; links: string[] }[] {
  const readmes = ['packages', 'examples'].flatMap((folder) =>
    readdirSync(path.join(workspace, folder)).map((name) => path.join(folder, name, 'README.md')),
  )
  return ['README.md', 'AGENTS.md', ...readmes]
    .filter((file) => existsSync(path.join(workspace, file)))
    .map((file) => {
      const text = readFileSync(path.join(workspace, file), 'utf8')
      return { file, links: [...text.matchAll(/https:\/\/unwasi\.github\.io\/unwasi\/[^\s)"'`>]*/g)].map(([link]) => link) }
    })
}
