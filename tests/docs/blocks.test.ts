import { expect, test } from 'vitest'

import { parse } from './blocks.js'
import { problemsOf, select, unused } from './documents.js'
import { matches } from './output.js'

const page = `# Title

\`\`\`js main.js
# not a heading
\`\`\`

## First

- A list:

  ~~~sh
  echo 1

    echo 2
  ~~~

  \`\`\`\`text output
  \`\`\`
  \`\`\`\`

> \`\`\`ts {1} vite.config.ts
> quoted
> \`\`\`

### Second {#anchor}

\`\`\`js vite.config.js [Vite]
\`\`\`
`

const blocks = parse('page.md', page)

test('blocks have their line, section, kind and text', () => {
  expect(blocks.map(({ line, section, language, kind, code }) => [line, section, language, kind, code])).toEqual([
    [3, '', 'js', { file: 'main.js' }, '# not a heading\n'],
    [11, 'First', 'sh', 'commands', 'echo 1\n\n  echo 2\n'],
    [17, 'First', 'text', 'output', '```\n'],
    [21, 'First', 'ts', 'other', 'quoted\n'],
    [27, 'Second', 'js', { file: 'vite.config.js' }, ''],
  ])
})

test('a block that is not closed is an error', () => {
  expect(() => parse('page.md', 'text\n```js\n')).toThrow('page.md:2: the code block is not closed')
})

test('a recipe gets the blocks that it names, and an error if there are none', () => {
  const lines = (selection: Parameters<typeof select>[2]) => select('page.md', blocks, selection).map(({ line }) => line)
  expect(lines({ section: ['', 'Second'] })).toEqual([3, 27])
  expect(lines({ section: 'First', blocks: [1, 3] })).toEqual([11, 21])
  expect(lines({ section: 'Second', blocks: ['vite.config.js'] })).toEqual([27])
  expect(() => lines({ section: 'Third' })).toThrow('"", "First", "Second"')
  expect(() => lines({ section: 'First', blocks: ['main.js'] })).toThrow('has no code block main.js')
  expect(() => lines({ section: 'First', blocks: [4] })).toThrow('has no code block 4')
})

test('a recipe must do something with blocks that name their files', () => {
  const [main, , , quoted] = blocks
  expect(problemsOf({ section: '' }, [main!])).toEqual(['page.md:3: the recipe neither builds, runs nor checks anything'])
  expect(problemsOf({ section: 'First', build: 'esbuild' }, [quoted!])[0]).toContain('page.md:21: name the file')
  expect(problemsOf({ section: '', illustration: 'drawing' }, [main!])[0]).toContain('page.md:3: this is a file')
  expect(problemsOf({ section: 'First', illustration: 'notation' }, [quoted!])).toEqual([])
  expect(problemsOf({ section: '', testedBy: 'tests/docs/blocks.ts' }, [main!])[0]).toContain('neither contains this block')
  expect(problemsOf({ section: '', testedBy: 'tests/docs/blocks.test.ts' }, [main!])).toEqual([])
})

test('a block that no recipe uses is named, with what to do', () => {
  const [first] = unused('ARCHITECTURE.md', [{ section: 'Build time', illustration: 'drawing' }])
  expect(first).toMatch(/^ARCHITECTURE\.md:\d+: no recipe uses this code block\. Add one to tests\/docs\/pages\/architecture\.ts/)
})

test('an ellipsis in an output stands for any text', () => {
  expect(matches('a (1.5 s)\nb  \n', 'a (…)\nb\n')).toBe(true)
  expect(matches('a (1.5 s)\nb\nc\n', 'a (…)\nb\n')).toBe(false)
})
