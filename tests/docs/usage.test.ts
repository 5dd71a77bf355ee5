import { execFileSync } from 'node:child_process'
import path from 'node:path'

import { describe, expect, test } from 'vitest'

import { blocksOf, workspace } from './blocks.js'

const bin = path.join(workspace, 'packages/cli/bin/unwasi.js')

/** The usage of each command that a page shows, by the command's name. */
const usages = ['README.md', 'packages/cli/README.md'].flatMap((page) =>
  blocksOf(page)
    .filter(({ code }) => /^unwasi \w+ \[/m.test(code))
    .flatMap(({ code }) =>
      [...code.matchAll(/^unwasi (\w+) [^]*?(?=^unwasi|$(?![^]))/gm)].map(([text, name]) => [page, name!, text] as const),
    ),
)

describe.each(usages)('%s, unwasi %s', (_, name, usage) => {
  test('the command has the options of the usage', () => {
    const help = execFileSync(process.execPath, [bin, name, '--help'], { encoding: 'utf8' })
    const missing = [...usage.matchAll(/--[\w-]+|(?<=\[)-\w\b/g)]
      .map(([option]) => option)
      .filter((option) => !help.includes(option))
    expect(missing).toEqual([])
  })
})

test('the page of the command shows the usage of all commands', () => {
  const names = usages.filter(([page]) => page === 'packages/cli/README.md').map(([, name]) => name)
  expect(names).toEqual(['run', 'component', 'transpile', 'inspect'])
})
