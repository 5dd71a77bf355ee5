import { greeting, type Modules, type Row } from '../project.js'

const modules: Modules = { workspace: 'examples/next-webpack' }
const layout = 'export default ({ children }) => <html lang="en"><body>{children}</body></html>\n'
const listens = '-H 127.0.0.1 -p $PORT'

/** Guests in all forms. Returns a line of text that ends with the URL of a portable component. */
const forms = `
import run from '../../edited.wasm?component'
import url from '../../main.wasm?component&url'
import inlined from '../../main.wasm?component&inline'
import { add } from '../../lib.wasm?component'
import { shapes } from '../../typed.wasm?component'

export async function forms() {
  const { stdout } = await inlined(['Ada'])
  return [(await run()).stdout, add(1, 2), shapes.greet('you'), stdout, String(url)].join(' ').replaceAll(/\\s+/g, ' ')
}
`
const printed = 'start main 3 hello, you'

/** Shows the greeting if all forms work in the browser, and the URL is that of a component. */
const client = `'use client'

import { useEffect, useState } from 'react'

import { forms } from './forms'

async function check() {
  const text = await forms()
  const component = new Uint8Array(await (await fetch(text.split(' ').at(-1))).arrayBuffer())
  return text.startsWith('${printed}') && component[4] === 13 ? '${greeting}' : JSON.stringify(text)
}

export function Client() {
  const [text, setText] = useState('')
  useEffect(() => {
    check().then(setText, (error) => setText(error.message))
  }, [])
  return <pre>{text}</pre>
}
`

const served = { answers: { '': greeting, greet: greeting, forms: printed }, page: 'all' }

const onNode = ['', ' --webpack'].map((flag): Row => ({
  sections: ['Next.js'],
  variant: flag === '' ? 'Turbopack' : 'webpack',
  modules,
  files: {
    'app/layout.js': layout,
    'app/all/forms.js': forms,
    'app/all/client.js': client,
    'app/all/page.js': "import { Client } from './client'\n\nexport default () => <Client />\n",
    'app/forms/route.js': "import { forms } from '../all/forms'\n\nexport const GET = async () => new Response(await forms())\n",
  },
  runs: [
    { name: 'dev', server: `next dev${flag} ${listens}`, ...served },
    { name: 'build', commands: [`next build${flag}`], server: `next start ${listens}`, ...served },
  ],
  heavy: true,
}))

const answers = { 'api/greet': greeting }
/**
 * It forbids compiling at run time. Turbopack has no imports of compiled modules. Next.js 16.4 can't build route handlers in `app` for it,
 * with or without a program.
 */
const edge: Row = {
  sections: ['Next.js'],
  variant: 'the Edge Runtime, webpack',
  modules,
  files: {
    'app/layout.js': layout,
    'app/page.js': 'export default () => null\n',
    'app/greet/route.js': 'export const GET = () => new Response()\n',
    'pages/api/greet.js':
      "import run from '../../main.wasm?component'\n\nexport const config = { runtime: 'edge' }\nexport default async () => new Response((await run(['Ada'])).stdout)\n",
    'next.config.js': "import withUnwasi from '@unwasi/webpack/next'\n\nexport default withUnwasi({}, { precompiled: true })\n",
  },
  runs: [
    { name: 'dev', server: `next dev --webpack ${listens}`, answers },
    { name: 'build', commands: ['next build --webpack'], server: `next start ${listens}`, answers },
  ],
  heavy: true,
}

export const rows: Row[] = [...onNode, edge]
