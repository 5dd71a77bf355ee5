import { languages, templates, type LanguageName, type TemplateName } from '../../../packages/create/src/templates.js'

/** How one sees that a project works: in a page, by a server's answer, or by what a command prints. */
type Kind = 'page' | 'server' | 'command'

interface Way {
  readonly kind: Kind
  /** The packages of these templates are installed together. */
  readonly group: string
  /** What follows `npm run dev --` so that the server listens on `$PORT`. Undefined if there is no such server. */
  readonly dev?: string
}

const listens = '--host 127.0.0.1 --port $PORT'

export const ways: Readonly<Record<TemplateName, Way>> = {
  vite: { kind: 'page', group: 'create', dev: listens },
  react: { kind: 'page', group: 'create-ui', dev: listens },
  vue: { kind: 'page', group: 'create-ui', dev: listens },
  svelte: { kind: 'page', group: 'create-ui', dev: listens },
  sveltekit: { kind: 'server', group: 'create-ui', dev: listens },
  next: { kind: 'server', group: 'create-next', dev: '--hostname 127.0.0.1 --port $PORT' },
  nuxt: { kind: 'server', group: 'create-nuxt', dev: listens },
  astro: { kind: 'server', group: 'create-astro', dev: listens },
  webpack: { kind: 'page', group: 'create-webpack', dev: listens },
  rspack: { kind: 'page', group: 'create', dev: listens },
  esbuild: { kind: 'page', group: 'create' },
  rollup: { kind: 'command', group: 'create' },
  rolldown: { kind: 'command', group: 'create' },
  farm: { kind: 'command', group: 'create' },
  bun: { kind: 'command', group: 'create' },
  node: { kind: 'command', group: 'create' },
}

export interface Row {
  readonly template: TemplateName
  readonly language: LanguageName
  /** Further options of the command. */
  readonly options: string
}

const names = <Name extends string>(record: Readonly<Record<Name, unknown>>) => Object.keys(record) as Name[]

/** Every template with every language, and each template in the other language, in a worker, and in both. */
const every: Row[] = names(templates).flatMap((template) => {
  const other = { default: ['--javascript'], 'on request': ['--typescript'], never: [] }[templates[template].typescript]
  return [
    ...names(languages).map((language) => ({ template, language, options: '' })),
    ...[...other, '--worker', ...other.map((option) => `${option} --worker`)].map((options) => ({
      template,
      language: 'rust' as const,
      options,
    })),
  ]
})

/** What CI runs: the templates whose packages are few, and every language. */
const some: Row[] = [
  { template: 'vite', language: 'go', options: '' },
  { template: 'rspack', language: 'c', options: '' },
  { template: 'esbuild', language: 'assemblyscript', options: '--javascript' },
  { template: 'rollup', language: 'cpp', options: '' },
  { template: 'rolldown', language: 'rust', options: '--worker' },
  { template: 'farm', language: 'zig', options: '--javascript' },
  { template: 'bun', language: 'wasm', options: '--javascript' },
  { template: 'node', language: 'tinygo', options: '' },
]

export const rows = process.env.UNWASI_CREATE === 'all' ? every : some
