import type { Guest } from '../engine/index.js'

/** A project in Vite that makes an instance of a library and shows what it exports. */
export function libraryFiles(guest: Guest, name: string, version: string): Map<string, string | Uint8Array> {
  const files: [string, string | Uint8Array][] = [
    ['.gitignore', 'node_modules/\ndist/\n'],
    [
      'package.json',
      `${JSON.stringify(
        {
          name,
          version: '0.0.0',
          private: true,
          type: 'module',
          scripts: { dev: 'vite', build: 'vite build', preview: 'vite preview' },
          devDependencies: { '@unwasi/vite': `^${version}`, vite: '^8.0.0' },
        },
        undefined,
        2,
      )}\n`,
    ],
    [
      'vite.config.js',
      `import unwasi from '@unwasi/vite'
import { defineConfig } from 'vite'

export default defineConfig({ plugins: [unwasi()], build: { target: 'es2022' } })
`,
    ],
    [
      'index.html',
      `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <title>${name}</title>
  </head>
  <body>
    <h1>What the library exports</h1>
    <ul></ul>
    <script type="module" src="./main.js"></script>
  </body>
</html>
`,
    ],
    [
      'main.js',
      `import instantiate from './program/library.wasm?component'

// A fresh instance. Its functions are called by their names: library.add(1, 2)
const library = await instantiate()

for (const name of Object.keys(library)) {
  document.querySelector('ul').append(Object.assign(document.createElement('li'), { textContent: name }))
}
`,
    ],
    ['program/library.wasm', guest.bytes],
  ]
  return new Map(files)
}
