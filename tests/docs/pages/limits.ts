import { prolix } from '../guests.js'
import { page } from '../recipe.js'

export default page('docs/limits.md', [
  {
    section: '',
    files: { 'main.wasm': prolix },
    around: { 'main.js': ["import run from './main.wasm?component'\n", ''] },
    build: 'vite',
    prints: /^too much: [^]{100}\n$/,
  },
  {
    section: 'Time, and ending a run from outside',
    guests: { 'main.wasm': 'go' },
    around: {
      'main.js': [
        `import program from './main.wasm?component'
        let runs = 0
        const run = (_, options) => program(runs++ === 0 ? ['args'] : ['sleep', '60000'], options)
        globalThis.stopButton = { set onclick(stop) { setTimeout(stop, 1) } }
        try {`,
        '} catch ({ code }) { console.log(runs, code) }',
      ],
    },
    engine: 'jspi',
    build: 'vite',
    prints: '2 ABORTED\n',
    needs: ['jspi'],
  },
])
