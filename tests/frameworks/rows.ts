import { createRequire } from 'node:module'
import { writeFileSync } from 'node:fs'
import path from 'node:path'

import { serve } from '../browser/serve.js'
import { moveAway } from '../bundlers/harness/execute.js'
import { start, type Site } from './example.js'

export interface Row {
  /** Folder in `examples`. */
  name: string
  /** Serves what was built in `dir`. */
  serve(dir: string): Promise<Site>
  answers: Answer[]
}

/** What the server answers, with status 200. */
interface Answer {
  /** Without a slash at its beginning. */
  path: string
  /** Sent with POST. */
  body?: string
  /** A part of the answer. */
  text: string
}

/** A page that the server has run the program for. */
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
      // adapter-node leaves it to the user's package.json to say so.
      writeFileSync(path.join(built, 'package.json'), '{ "type": "module" }')
      return start(
        path.parse(built).root,
        () => [path.join(built, 'index.js')],
        (port) => ({ HOST: '127.0.0.1', PORT: port }),
      )
    },
    answers: [rendered],
  },
  {
    name: 'next-webpack',
    serve(dir) {
      const next = createRequire(path.join(dir, 'package.json')).resolve('next/dist/bin/next')
      return start(dir, (port) => [next, 'start', '--hostname', '127.0.0.1', '--port', port])
    },
    answers: [
      rendered,
      { path: 'greet?name=Ada', body: 'to be or to', text: 'Hello, Ada\n\nwords on stdin:\n  to                   2 ##\n' },
    ],
  },
]
