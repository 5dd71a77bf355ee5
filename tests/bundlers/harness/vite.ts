import path from 'node:path'

import type { Options } from '@unwasi/core'
import unwasi from '@unwasi/vite'
import * as vite8 from 'vite'
import * as vite7 from 'vite7'

import { options, type Built } from './built.js'
import type { Project } from './project.js'

export const versions = { vite8, vite7 }

/** Configuration that Vite 7 and 8 share. */
export interface ViteRow {
  /** Options of our plugin beside the common ones. */
  plugin?: Options | undefined
  /** A plugin before ours. */
  before?: { name: string } | undefined
  base?: string
  /** Relative. Default: the project's folder. */
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
  // Rolldown says so on machines that are slow, or busy.
  const log = (message: string) => void (message.includes('PLUGIN_TIMINGS') || warnings.push(message))
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
  /** With the base and a slash at its end. */
  url: string
  warnings: string[]
  close(): Promise<void>
  /** Loads a module of the project in this process, as server-side rendering does. */
  load(file: string): Promise<Record<string, unknown>>
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
    load: (file) => server.ssrLoadModule(file),
  }
}
