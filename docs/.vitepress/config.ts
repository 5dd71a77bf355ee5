import { defineConfig } from 'vitepress'
import llmstxt from 'vitepress-plugin-llms'

import { fileNames } from './site/file-names.js'
import { siteLinks } from './site/links.js'
import { groups, nav } from './site/navigation.js'
import { base, repository, site } from './site/places.js'
import { flatSidebar, sidebar } from './site/sidebar.js'
import { slug } from './site/slug.js'
import { emptyHeadings } from './site/tables.js'
import { notices } from './site/third-party.js'

const description =
  'Import WASI programs (Go, Rust, C, Zig and others) like ES modules, in every bundler, in browsers and in Node.'

// VitePress 1 has Vite 5, whose types of plugins are not those of the Vite that this plugin was built with.
const llms: { name: string }[] = llmstxt({ domain: new URL(site).origin, sidebar: flatSidebar(groups) })

export default defineConfig({
  base,
  lang: 'en',
  title: 'unwasi',
  description,
  cleanUrls: true,
  // The date of a page's last commit. Other clones may have no history.
  lastUpdated: process.env.GITHUB_ACTIONS === 'true',
  cacheDir: 'node_modules/.cache/vitepress',
  sitemap: { hostname: site },
  head: [
    ['link', { rel: 'icon', type: 'image/svg+xml', href: `${base}icon.svg` }],
    ['meta', { name: 'color-scheme', content: 'light dark' }],
    ['meta', { property: 'og:title', content: 'unwasi' }],
    ['meta', { property: 'og:description', content: description }],
    ['meta', { property: 'og:type', content: 'website' }],
  ],
  markdown: {
    anchor: { slugify: slug },
    toc: { slugify: slug },
    headers: { slugify: slug },
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    languageAlias: { text: 'txt' },
    config(md) {
      md.use(siteLinks)
      md.use(fileNames)
      md.use(emptyHeadings)
    },
  },
  themeConfig: {
    logo: '/icon.svg',
    search: { provider: 'local', options: { detailedView: true } },
    nav,
    sidebar: sidebar(groups),
    outline: { level: [2, 3] },
    editLink: { pattern: `${repository}/edit/main/docs/:path`, text: 'Edit this page' },
    socialLinks: [{ icon: 'github', link: repository }],
    footer: {
      message: `Apache-2.0 with LLVM exception. The pages contain <a href="${base}THIRD-PARTY.txt">software of others</a>.`,
    },
  },
  vite: { plugins: [...llms, notices] },
})
