import { cpSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

import { serve } from '../browser/serve.js'
import { moveAway } from '../bundlers/harness/execute.js'
import { start, type Site } from './example.js'

const workspace = fileURLToPath(new URL('../..', import.meta.url))

export interface Row {
  /** The folder in `examples`. */
  name: string
  /** The script in its package.json that builds. Default: `build`. */
  script?: string
  /** Serves the build in `dir`. */
  serve(dir: string): Promise<Site>
  answers: Answer[]
}

/** Requests to the server, whose responses have status 200. */
interface Answer {
  /** The path, without a leading slash. */
  path: string
  /** The body, which is sent with POST. */
  body?: string
  /** A part of the response. */
  text: string
}

/** A page for which the server has run the program. */
const rendered = { path: '?name=Grace&name=Linus', text: '  1. Hello, Grace\n  2. Hallo, Linus\n' }

export const rows: Row[] = [
  {
    name: 'vite-react',
    serve: (dir) => serve(moveAway(path.join(dir, 'dist'))),
    answers: [{ path: '', text: '<div id="root"></div>' }],
  },
  {
    name: 'sveltekit',
    serve(dir) {
      const built = moveAway(path.join(dir, 'build'))
      // adapter-node leaves this setting to the user's package.json.
      writeFileSync(path.join(built, 'package.json'), '{ "type": "module" }')
      return start(
        path.parse(built).root,
        () => [path.join(built, 'index.js')],
        (port) => ({ HOST: '127.0.0.1', PORT: port }),
      )
    },
    answers: [rendered],
  },
  ...['build', 'build:turbopack'].map((script) => ({
    name: 'next-webpack',
    script,
    serve(dir: string) {
      const built = path.join(dir, '.next')
      const inside = path.relative(workspace, dir)
      // Next.js leaves these files to a server for static files.
      cpSync(path.join(built, 'static'), path.join(built, 'standalone', inside, '.next/static'), { recursive: true })
      const moved = path.join(moveAway(path.join(built, 'standalone')), inside)
      return start(
        moved,
        () => [path.join(moved, 'server.js')],
        (port) => ({ HOSTNAME: '127.0.0.1', PORT: port }),
      )
    },
    answers: [
      rendered,
      { path: 'greet?name=Ada', body: 'to be or to', text: 'Hello, Ada\n\nwords on stdin:\n  to                   2 ##\n' },
    ],
  })),
]
