import { greeting, type Modules, type Row } from '../project.js'
import { shared } from './shared.js'

const tests: Modules = { workspace: 'tests' }

/** Farm's command is in a package that the workspace does not need. */
const farm = "import { build } from '@farmfe/core'; await build({ configPath: process.cwd() + '/farm.config.js' })"

export const rows: Row[] = [
  {
    sections: ['Rsbuild'],
    modules: shared,
    runs: [
      { name: 'dev', server: 'rsbuild dev --host 127.0.0.1 --port $PORT', page: '' },
      { name: 'build', commands: ['rsbuild build'], server: 'rsbuild preview --host 127.0.0.1 --port $PORT', page: '' },
    ],
  },
  {
    sections: ['Node without a bundler'],
    modules: tests,
    runs: [{ name: 'run', commands: ['node --import @unwasi/node main.js'], prints: greeting }],
  },
  {
    sections: ['Deno'],
    modules: tests,
    guests: ['main.wasm'],
    runs: [
      { name: 'run', commands: ['unwasi transpile main.wasm -o main', 'deno run --allow-read main.ts'], prints: greeting },
      {
        name: 'bundle',
        commands: ['deno bundle main.ts -o dist/main.js', 'cp main/*.wasm dist', 'deno run --allow-read dist/main.js'],
        prints: greeting,
      },
    ],
  },
  {
    sections: ['Bun'],
    modules: tests,
    runs: [{ name: 'run', commands: ['bun --preload ./preload.js main.js'], prints: greeting }],
  },
  {
    sections: ['Farm'],
    modules: tests,
    runs: [{ name: 'build', commands: [`node --input-type=module --eval "${farm}"`, 'node dist/main.js'], prints: greeting }],
  },
  {
    sections: ['TypeScript'],
    modules: tests,
    runs: [{ name: 'check', commands: ['tsc'], prints: /^$/ }],
  },
]
