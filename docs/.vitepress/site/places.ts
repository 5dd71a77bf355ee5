/** The path that the site has on its server, with slashes on both sides. `UNWASI_SITE_BASE` serves it from another one. */
export const base = process.env.UNWASI_SITE_BASE ?? '/unwasi/'

/** Where the site is published. */
export const site = 'https://unwasi.github.io/unwasi/'

export const repository = 'https://github.com/unwasi/unwasi'

/** The folders of the site that are separate pages, built by other projects of the workspace: scripts/site.mjs puts them there. */
export const apps: readonly string[] = ['playground', 'go-format', 'typescript']
