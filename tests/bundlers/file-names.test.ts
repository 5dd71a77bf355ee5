import path from 'node:path'

import { expect, test } from 'vitest'

import { execute, moveAway } from './harness/execute.js'
import { makeProject } from './harness/project.js'
import { printer, withDebugInfo } from './harness/tiny.js'
import { nodeBuilds } from './rows.js'

/** Characters with a meaning in URLs, in JavaScript strings or comments, or in bundlers' own names. */
const names = ['a b', 'a#b', 'a%41b', 'a%zz', "a'b`c${d}", 'é', '[name]', 'c#/a', 'd%20/a']

test.each(Object.keys(nodeBuilds))('%s: guests with odd file names', async (bundler) => {
  const imports = names.map((name, index) => {
    // `#` begins a fragment in requests of webpack and Rspack, unless it is escaped.
    const request = bundler.endsWith('pack') ? name.replace('#', '\0#') : name
    return `import run${index} from ${JSON.stringify(`./${request}.wasm?component`)}`
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
