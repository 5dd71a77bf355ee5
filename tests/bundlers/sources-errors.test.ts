import path from 'node:path'
import { stripVTControlCharacters } from 'node:util'

import { describe, expect, test } from 'vitest'

import { brokenWords, goFiles, lacksGo } from './harness/go.js'
import { makeProject, nodeEntry } from './harness/project.js'
import { nodeBuilds } from './rows.js'

// Each bundler shows a compiler's errors in the form that it has for its own errors.

const lineText = '\treturn undefinedName'
const frame = '4 |     return undefinedName\n|            ^'

/** Rollup's properties of an error. */
const located = (file: string) => ({
  code: 'PLUGIN_ERROR',
  plugin: 'unwasi',
  pluginCode: 'COMPILE',
  hook: 'load',
  id: file,
  loc: { file, line: 4, column: 9 },
  frame: frame.replace('\n', '\n  '),
})

/** The bundlers whose errors have properties for the place, and what these are. The others print it. */
const properties: Record<string, (file: string) => object> = {
  rollup: located,
  vite7: located,
  rolldown: (file) => ({ errors: [located(file)] }),
  vite8: (file) => ({ errors: [located(file)] }),
  esbuild: () => ({
    errors: [
      {
        pluginName: 'unwasi',
        text: 'undefined: undefinedName',
        // esbuild counts from 0.
        location: { file: 'words/words.go', line: 4, column: 8, lineText },
        notes: [
          { text: expect.stringMatching(/^fix: /) },
          { text: expect.stringMatching(/^see: .*#compile$/) },
          { location: { file: 'main.js', line: 2 } },
        ],
      },
    ],
  }),
}

/** What they print. By default, it is the place, the message, the line and the module with the import. */
const texts: Record<string, () => string[]> = {
  // Its paths are relative, and it prints the line itself.
  esbuild: () => ['words/words.go:4:8: ERROR: [plugin: unwasi] undefined: undefinedName'],
  rollup: () => ['undefined: undefinedName', 'main.js'],
}

describe.skipIf(lacksGo)("a compiler's error", () => {
  test.each(Object.keys(nodeBuilds))('%s: has its file, line and column', async (bundler) => {
    const project = makeProject({ ...goFiles, 'words/words.go': brokenWords, 'main.js': nodeEntry('./cmd/hello?component') })
    const file = path.join(project.dir, 'words/words.go')
    const error = await nodeBuilds[bundler]!(project).catch((error: unknown) => error)
    expect(error).toMatchObject(properties[bundler]?.(file) ?? {})

    project.remove()

    const text = stripVTControlCharacters(String(error)).replace(/^[ │]+/gm, '')
    for (const part of texts[bundler]?.() ?? [`${file}:4:9: undefined: undefinedName`, frame, 'main.js'])
      expect(text).toContain(part)
    expect(text).not.toMatch(/\bat .*(?:toolchains|convert)\b/)
  })

  test('esbuild: several errors are several messages', async () => {
    const two = brokenWords.replace('{\n', '{\n\tprintln(anotherName)\n')
    const project = makeProject({ ...goFiles, 'words/words.go': two, 'main.js': nodeEntry('./cmd/hello?component') })
    const error = await nodeBuilds['esbuild']!(project).catch((error: unknown) => error)
    expect(error).toMatchObject({
      errors: [
        { text: 'undefined: anotherName', location: { file: 'words/words.go', line: 4, column: 9 } },
        { text: 'undefined: undefinedName', location: { file: 'words/words.go', line: 5, column: 8 } },
      ],
    })
    project.remove()
  })

  test('one of the linker or of a module has no place, and says what the compiler printed', async () => {
    const project = makeProject({
      ...goFiles,
      'words/words.go': 'package words\n\nimport _ "example.com/absent"\n\nfunc Hello() string { return "" }\n',
      'main.js': nodeEntry('./cmd/hello?component'),
    })
    await expect(nodeBuilds['rollup']!(project)).rejects.toThrow(/no required module provides package example\.com\/absent/)
    project.remove()
  })
})
