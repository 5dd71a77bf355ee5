import { readFileSync } from 'node:fs'

import { beforeAll, describe, expect, test } from 'vitest'

import { fixture } from '../../fixtures/index.mjs'
import { makeProject, type Project } from '../bundlers/harness/project.js'
import { managers, pack, run, specifier } from '../consumer/packages.js'

const docs = readFileSync(new URL('../../docs/frameworks-more.md', import.meta.url), 'utf8')

/** The block of the documentation that has this file's text. */
function documented(file: string): string {
  const text = new RegExp(`^\`\`\`\\w+ ${file.replaceAll('.', '\\.')}\\n([^]*?)^\`\`\`$`, 'm').exec(docs)?.[1]
  if (text === undefined) throw new Error(`docs/frameworks-more.md has no block for ${file}`)
  return text
}

// It installs several hundred packages.
describe.runIf(process.env.UNWASI_FRAMEWORKS === 'all')('Jest', () => {
  const minutes = 60_000
  let project: Project
  beforeAll(async () => {
    const tarballs = await pack()
    project = makeProject({
      'lib.wasm': fixture('library-pure'),
      'jest.config.js': documented('jest.config.js'),
      'main.test.js': documented('main.test.js'),
      // In one piece, Vitest would take it for a setting of this file.
      'dom.test.js': `/** @jest-${'environment'} jsdom */\n${documented('main.test.js')}`,
      'babel.config.json': '{ "presets": [["@babel/preset-env", { "targets": { "node": "current" } }]] }',
    })
    project.write('package.json', JSON.stringify({ private: true, ...managers.npm!.manifest(tarballs) }))
    const installs = ['jest@30', 'jest-environment-jsdom@30', '@babel/preset-env@7', specifier(tarballs, '@unwasi/node')]
    await managers.npm!.add(project.dir, installs)
    return () => project.remove()
  }, 5 * minutes)

  test('runs the documented tests, in Node and with a DOM', async () => {
    await expect(run(project.dir, 'npx', ['jest', '--no-cache'])).resolves.toBeTypeOf('string')
  })
})
