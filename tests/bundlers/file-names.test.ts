import path from 'node:path'

import { expect, test } from 'vitest'

import { fixture } from '../../fixtures/index.mjs'
import { execute, moveAway } from './harness/execute.js'
import { makeProject } from './harness/project.js'
import { printer, withDebugInfo } from './harness/tiny.js'
import { nodeBuilds } from './rows.js'

/** Characters with a meaning in URLs, in JavaScript strings or comments, or in bundlers' own names. */
const names = ['a b', 'a#b', 'a%41b', 'a%zz', "a'b`c${d}", 'é', '[name]', 'c#/a', 'd%20/a']

/** In requests of webpack and Rspack `#` begins a fragment, unless it is escaped. */
const specifier = (bundler: string, name: string) =>
  JSON.stringify(`./${bundler.endsWith('pack') ? name.replace('#', '\0#') : name}.wasm?component`)

test.each(Object.keys(nodeBuilds))('%s: guests with odd file names', async (bundler) => {
  const imports = names.map((name, index) => {
    return `import run${index} from ${specifier(bundler, name)}`
  })
  const runs = names.map((_, index) => `run${index}()`).join(', ')
  const project = makeProject({
    'main.js': `${imports.join('\n')}\nPromise.all([${runs}]).then((all) => console.log(all.map(({ stdout }) => stdout).join()))\n`,
    // Every other file is unchanged, and the rest are edited by a production build.
    ...Object.fromEntries(
      names.map((name, index) => {
        const guest = printer(`ran ${index}`)
        return [`${name}.wasm`, index % 2 ? withDebugInfo(guest) : guest]
      }),
    ),
    'main.wasm': '',
  })
  const { dir, entry, warnings } = await nodeBuilds[bundler]!(project)
  expect(warnings).toEqual([])
  const moved = moveAway(dir)
  project.remove()
  const stdout = `${names.map((_, index) => `ran ${index}`).join()}\n`
  expect(await execute(path.join(moved, entry), [])).toEqual({ exitCode: 0, stdout, stderr: '' })
})

test.each(Object.keys(nodeBuilds))('%s: libraries with odd file names', async (bundler) => {
  const imports = names.map((name, index) => `import { add as add${index} } from ${specifier(bundler, name)}`)
  const project = makeProject({
    'main.js': `${imports.join('\n')}\nconsole.log(${names.map((_, index) => `add${index}(${index}, 1)`).join()})\n`,
    ...Object.fromEntries(names.map((name) => [`${name}.wasm`, fixture('library-pure')])),
    'main.wasm': '',
  })
  const { dir, entry, warnings } = await nodeBuilds[bundler]!(project)
  expect(warnings).toEqual([])
  const { stdout } = await execute(path.join(moveAway(dir), entry), [])
  expect(stdout.match(/\d+/g)).toEqual(names.map((_, index) => String(index + 1)))
  project.remove()
})
