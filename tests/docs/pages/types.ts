import { inViteConfig, page } from '../recipe.js'

const dts = { 'vite.config.ts': inViteConfig.join('unwasi({ dts: true })') }

export default page('docs/types.md', [
  {
    section: '',
    blocks: ['vite.config.ts', 2],
    guests: { 'lib.wasm': 'library' },
    around: {
      'vite.config.ts': inViteConfig,
      'main.ts': ['', 'export const typed: (p0: number, p1: number) => number = add\nconsole.log(typed(1, 2))\n'],
    },
    build: 'vite',
    prints: 'initialised\n3\n',
  },
  {
    section: '',
    blocks: [3],
    guests: { 'lib.component.wasm': 'p2-typed' },
    files: dts,
    around: { 'main.ts': ['', 'console.log(point, counter.next(), lib.add(1, 2))\n'] },
    build: 'vite',
    prints: "{ x: 4, y: 5, label: 'p' } 6 3\n",
  },
  {
    section: '',
    blocks: [4],
    guests: { 'main.wasm': 'hello' },
    around: {
      'main.ts': [
        "import run from './main.wasm?component'\n",
        'export const either: string | Uint8Array = stdout\nconsole.log(stdout)\n',
      ],
    },
    build: 'vite',
    prints: /hello/,
  },
])
