import { greeting, type Row } from '../project.js'
import { shared, vite } from './shared.js'

// Tools without a plugin, which build the output of `unwasi transpile`.

const angular = '22.2.6'

/**
 * Vercel's build makes variables of imported `.wasm?module` files. The runtime has their compiled modules, and runs one script in
 * a context that compiles neither text nor WebAssembly.
 */
const edge = `
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { EdgeVM } from '@edge-runtime/vm'
import { build } from 'esbuild'

const modules = {}
const compiled = {
  name: 'compiled',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\\.wasm\\?module$/ }, ({ path: file, resolveDir }) => ({
      path: path.join(resolveDir, file.replace('?module', '')),
      namespace: 'compiled',
    }))
    onLoad({ filter: /^/, namespace: 'compiled' }, ({ path: file }) => {
      const name = 'wasm_' + Object.keys(modules).length
      modules[name] = new WebAssembly.Module(readFileSync(file))
      return { contents: 'export default ' + name }
    })
  },
}
const options = { bundle: true, write: false, format: 'iife', globalName: 'entry', conditions: ['edge-light'], external: ['node:*'] }
const { outputFiles } = await build({ ...options, entryPoints: ['src/index.js'], plugins: [compiled] })

const vm = new EdgeVM({
  codeGeneration: { strings: false, wasm: false },
  extend: (context) => Object.assign(context, modules),
})
const empty = 'WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])).catch(String)'
console.log(await vm.evaluate(empty))
vm.evaluate(outputFiles[0].text)
console.log(await (await vm.evaluate('entry.default()')).text())
`

export const rows: Row[] = [
  {
    sections: ['Angular CLI'],
    modules: {
      name: 'angular',
      packages: {
        '@angular/build': '22.2.7',
        '@angular/cli': '22.2.7',
        '@angular/common': angular,
        '@angular/compiler': angular,
        '@angular/compiler-cli': angular,
        '@angular/core': angular,
        '@angular/platform-browser': angular,
        rxjs: '7.8.2',
        tslib: '2.8.1',
        typescript: '6.0.3',
        vite,
      },
    },
    guests: ['main.wasm'],
    files: {
      'src/index.html': '<!doctype html><base href="/"><link rel="icon" href="data:,"><app-root></app-root>\n',
      'src/main.ts':
        "import { bootstrapApplication } from '@angular/platform-browser'\n\nimport { App } from './app/app'\n\nvoid bootstrapApplication(App)\n",
      'tsconfig.json':
        '{ "compilerOptions": { "module": "preserve", "target": "ES2022", "lib": ["ES2022", "DOM"], "strict": true, "skipLibCheck": false }, "files": ["src/main.ts"] }',
      'vite.config.js': "export default { build: { outDir: 'dist/greeter/browser' } }\n",
    },
    runs: [
      {
        name: 'dev',
        commands: ['unwasi transpile main.wasm -o src/guests'],
        server: 'ng serve --host 127.0.0.1 --port $PORT',
        page: '',
      },
      // Vite's preview serves the build.
      { name: 'build', commands: ['ng build'], server: 'vite preview --host 127.0.0.1 --port $PORT', page: '' },
    ],
    heavy: true,
  },
  {
    sections: ['Parcel'],
    modules: { name: 'parcel', packages: { parcel: '2.16.4', process: '0.11.10', vite } },
    guests: ['main.wasm'],
    files: {
      'src/index.html':
        '<!doctype html><link rel="icon" href="data:,"><body><script type="module" src="index.js"></script></body>\n',
    },
    runs: [
      {
        name: 'dev',
        commands: ['unwasi transpile main.wasm -o src/guests'],
        server: 'parcel serve src/index.html --host 127.0.0.1 --port $PORT',
        page: '',
      },
      {
        name: 'build',
        commands: ['parcel build src/index.html'],
        server: 'vite preview --host 127.0.0.1 --port $PORT',
        page: '',
      },
    ],
    heavy: true,
  },
  {
    sections: ["Vercel's Edge Runtime"],
    modules: shared,
    guests: ['main.wasm'],
    files: { 'edge.mjs': edge },
    runs: [
      {
        name: 'run',
        commands: ['unwasi transpile --precompiled main.wasm -o src/main', 'node edge.mjs'],
        prints: new RegExp(`generation disallowed by embedder[^]*${greeting}`),
      },
    ],
  },
  {
    sections: ['Electron'],
    modules: { workspace: 'tests' },
    files: { 'index.html': '<!doctype html><meta charset="utf-8"><body><script src="dist/renderer.js"></script></body>\n' },
    runs: [{ name: 'a page from a file', commands: ['node build.mjs'], file: 'index.html' }],
  },
]
