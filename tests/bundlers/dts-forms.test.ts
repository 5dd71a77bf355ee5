import path from 'node:path'

import { describe, expect, test } from 'vitest'

import { fixture } from '../../fixtures/index.mjs'
import { compilerErrors } from './harness/compiler.js'
import { packageOf } from './harness/plugins.js'
import { makeProject } from './harness/project.js'
import { nodeBuilds } from './rows.js'

describe.each(Object.keys(nodeBuilds))('%s', (bundler) => {
  const plugin = packageOf(bundler)

  test('dts: a program imported without the query', async () => {
    const project = makeProject({
      'main.js': "import { add } from './guests/lib.wasm'\nconsole.log(add(1, 2))",
      'main.wasm': '',
      'guests/lib.wasm': fixture('library'),
      'typed.ts': "import { add } from './guests/lib.wasm'\nexport const sum: number = add(1, 2)",
      'wrong.ts': "import { add } from './guests/lib.wasm'\nexport const sum: string = add(1, 2)",
    })
    await nodeBuilds[bundler]!(project, { dts: path.join(project.dir, 'unwasi.d.ts'), include: 'guests/*.wasm' })
    expect(await compilerErrors(project, plugin, [])).toEqual(['wrong.ts(2) TS2322'])
    project.remove()
  })

  test('dts: a library in two forms, whose functions have different names in the second one', async () => {
    const imports = (line: string) => `
      import { add_big } from './guests/lib.wasm?component'
      import instantiate, { addBig } from './guests/lib.wasm?component&preview2'
      ${line}`
    const project = makeProject({
      'main.js': imports('console.log(add_big(1n, 2n), addBig(1n, 2n), typeof instantiate)'),
      'main.wasm': '',
      'guests/lib.wasm': Buffer.from(Buffer.from(fixture('library')).toString('latin1').replace('addLong', 'add_big'), 'latin1'),
      'typed.ts': imports('export const numbers: bigint[] = [add_big(1n, 2n), addBig(1n, 2n), BigInt(instantiate.length)]'),
      'wrong.ts': "import { addBig } from './guests/lib.wasm?component'\nexport default addBig",
    })
    await nodeBuilds[bundler]!(project, { dts: path.join(project.dir, 'unwasi.d.ts') })
    // The compiler knows the other name, and suggests it.
    expect(await compilerErrors(project, plugin, [])).toEqual(['wrong.ts(1) TS2724'])
    project.remove()
  })
})
