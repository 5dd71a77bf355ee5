import { tool } from '../guests.js'
import { page } from '../recipe.js'

export default page('docs/commands.md', [
  {
    section: '',
    files: { 'tool.wasm': tool },
    around: {
      'main.js': [
        '',
        `console.log(tool.exitCode, tool.memory instanceof WebAssembly.Memory)
        try { tool.exports.add(1, 2) } catch ({ code }) { console.log(code) }`,
      ],
    },
    build: 'vite',
    prints: '0 true\nENDED\n',
  },
  { section: 'On the command line', guests: { 'lib.component.wasm': 'p2-typed' }, printsComments: true },
])
