import path from 'node:path'

import type { Options } from '@unwasi/core'
import unwasi from '@unwasi/vite'
import * as vite8 from 'vite'
import * as vite7 from 'vite7'

import { options, type Built } from './built.js'
import type { Project } from './project.js'

export const versions = { vite8, vite7 }

/** The configuration that Vite 7 and 8 share. */
export interface ViteRow {
  /** Options of our plugin in addition to the common ones. */
  plugin?: Options | undefined
  /** A plugin that runs before ours. */
  before?: { name: string } | undefined
  base?: string
  /** A relative path. Default: the project's folder. */
  root?: string
  build?: vite8.BuildEnvironmentOptions & vite7.BuildEnvironmentOptions
}

/** @param version Vite 7 or 8 */
export async function buildVite(
  version: keyof typeof versions,
  project: Project,
  row: ViteRow,
  entry: string,
  warnings: string[] = [],
): Promise<Built> {
  const config = viteConfig(project, row, warnings)
  const dir = path.join(project.dir, 'dist')
  if (version === 'vite8') await vite8.build(config)
  else await vite7.build(config)
  return { dir, entry, warnings }
}

export function viteConfig(project: Project, { base, build, plugin, before, root = '' }: ViteRow, warnings: string[] = []) {
  // A warning about a slow machine is not about the build.
  const log = (message: string) => void (/TIMINGS/.test(message) || warnings.push(message))
  return {
    root: path.join(project.dir, root),
    configFile: false as const,
    logLevel: 'warn' as const,
    customLogger: {
      info() {},
      warn: log,
      warnOnce: log,
      error: log,
      clearScreen() {},
      hasErrorLogged: () => false,
      hasWarned: false,
    },
    ...(base === undefined ? {} : { base }),
    build: { outDir: 'dist', ...build },
    plugins: [before, unwasi({ ...options, ...plugin })],
  }
}

export interface DevServer {
  /** The server's address, which includes the base and ends with a slash. */
  url: string
  warnings: string[]
  close(): Promise<void>
  /** Loads a module of the project in this process, like server-side rendering. */
  load(file: string): Promise<Record<string, unknown>>
  restart(): Promise<void>
}

export async function startVite(version: keyof typeof versions, project: Project, row: ViteRow): Promise<DevServer> {
  const warnings: string[] = []
  const config = {
    ...viteConfig(project, row, warnings),
    server: { host: '127.0.0.1' },
    cacheDir: path.join(project.dir, '.vite'),
  }
  const server = version === 'vite8' ? await vite8.createServer(config) : await vite7.createServer(config)
  await server.listen()
  return {
    url: server.resolvedUrls?.local[0] ?? '',
    warnings,
    close: () => server.close(),
    restart: () => server.restart(),
    load: (file) => server.ssrLoadModule(file),
  }
}
