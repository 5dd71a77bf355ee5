import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'

import { frontMatter } from './front-matter.mjs'

const bin = path.resolve(import.meta.dirname, '../../../packages/cli/bin/unwasi.js')

const help = (...args) =>
  execFileSync(process.execPath, [bin, ...args, '--help'], { encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } })

/** Writes the page about the command `unwasi`, which is what its help says. */
export function writeCommand(output) {
  const overview = help()
  const [, list] = /^Commands:\n((?: .*\n)+)/m.exec(overview) ?? []
  if (list === undefined) throw new Error(`the help of the command unwasi lists no commands:\n${overview}`)
  const names = list
    .trimEnd()
    .split('\n')
    .map((line) => line.trim().split(' ')[0])
  const sections = names.map((name) => section(name, help(name)))
  const text = [
    '# Options of the command',
    'This page is what `unwasi --help` and the help of each command print. [The command](../command.md) explains it.',
    '## unwasi',
    code(overview),
    ...sections,
  ]
  writeFileSync(path.join(output, 'command.md'), `${frontMatter}${text.join('\n\n')}\n`)
}

function section(name, text) {
  const [summary, ...rest] = text.trimEnd().split('\n')
  return [`## unwasi ${name}`, summary, code(rest.join('\n').trim())].join('\n\n')
}

const code = (text) => `\`\`\`text\n${text.trimEnd()}\n\`\`\``
