/**
 * Puts the parts of the Bytecode Alliance's toolchain that core needs into dist/vendor, so that users do not have to install jco
 * (340 MB): the wasm-tools component (wit-component), the bindgen that writes the glue of typed components, and the official
 * preview1 adapters, with their licence.
 *
 * The tools run as jco transpiled them. wasi-stub.mjs replaces their WASI imports: they convert bytes to bytes and need no files,
 * and preview2-shim would start a worker thread. The files run in Node and in browsers: bundlers see the URLs of their WebAssembly,
 * and emit it as assets.
 *
 * jco's output has one instance for each module, and ES modules are never unloaded. After a failure a tool needs a new instance,
 * so each file is wrapped: it exports `instantiate()`, and compiles its WebAssembly once.
 */
import { createHash } from 'node:crypto'
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

import { checkAdapterLayout } from './adapter-layout.mjs'
import { checkGlueForm } from './glue-form.mjs'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))
const jco = here('../node_modules/@bytecodealliance/jco/')
const transpile = here('../node_modules/@bytecodealliance/jco-transpile/')
const out = here('../dist/vendor/')

await mkdir(out, { recursive: true })

/** Reads a file beside the module. Node can't fetch it. It has no imports of Node's modules, which browsers do not have. */
const READ = `
async function readBeside(url) {
  if (url.protocol === 'file:') return process.getBuiltinModule('node:fs/promises').readFile(url)
  const response = await fetch(url)
  if (!response.ok) throw new Error(\`\${url.href} can't be fetched: \${response.status} \${response.statusText}\`)
  return new Uint8Array(await response.arrayBuffer())
}
`

/** Replaces jco's function of the same name, which compiles the file each time. All instances of a tool share this one. */
const FETCH_COMPILE = `
const compiled = new Map()
function fetchCompile(url) {
  let module = compiled.get(url.href)
  if (module === undefined) {
    module = readBeside(url).then((bytes) => WebAssembly.compile(bytes)).catch((error) => {
      throw new Error(\`\${url.href} can't be compiled: \${error.message}\`, { cause: error })
    })
    compiled.set(url.href, module)
    module.catch(() => compiled.delete(url.href))
  }
  return module
}
`

/** wasm-tools comes with the adapters, which only it needs. */
const ADAPTERS = `
export const adapter = (kind) => readBeside(
  kind === 'command'
    ? new URL('./wasi_snapshot_preview1.command.wasm', import.meta.url)
    : new URL('./wasi_snapshot_preview1.reactor.wasm', import.meta.url)
)
`

/** Removes everything that `pattern` matches, and returns the matches. Throws if there are none. */
function cut(source, pattern) {
  const found = [...source.matchAll(pattern)]
  if (found.length === 0) throw new Error(`jco's output has changed: ${pattern} is not in it`)
  return [source.replaceAll(pattern, ''), found]
}

/** Turns jco's module into a function that makes an instance of it. */
function asFunction(source, more) {
  const [bare, imports] = cut(source.replace(/^"use components";\n/, ''), /^import .*\n/gm)
  const [local] = cut(bare, /^async function fetchCompile \(url\) \{\n[^]*?^\}\n/gm)
  const [body, lists] = cut(local, /^export \{(.*)\}\n?/gm)
  const declared = body.matchAll(/^export const (\S+)/gm)
  const names = [...lists.flatMap(([, list]) => list.split(',')), ...[...declared].map(([, name]) => name)].map((name) =>
    name.trim(),
  )
  return [
    ...imports.map(([line]) => line),
    READ,
    FETCH_COMPILE,
    more,
    'export function instantiate() {',
    body.replaceAll(/^export (?=const)/gm, ''),
    `return { ${names.filter((name) => name !== '').join(', ')} }`,
    '}',
  ].join('\n')
}

/** Bundles one of the toolchain's components, as transpiled by jco, into one JavaScript file. */
async function bundleTool(from, to, more = '') {
  const input = `${transpile}vendor/${from}.js`
  const bundle = await rolldown({
    input,
    platform: 'node',
    plugins: [{ name: 'instances', transform: (code, id) => (id.endsWith(`/${from}.js`) ? asFunction(code, more) : undefined) }],
    resolve: {
      alias: Object.fromEntries(
        ['cli', 'filesystem', 'io', 'random', 'clocks'].map((name) => [
          `@bytecodealliance/preview2-shim/${name}`,
          here('./wasi-stub.mjs'),
        ]),
      ),
    },
  })
  await bundle.write({ file: `${out}${to}.js`, minify: true, comments: false })
  await bundle.close()
}

const bindgen = 'js-component-bindgen-component'
await bundleTool('wasm-tools', 'wasm-tools', ADAPTERS)
await bundleTool(bindgen, 'bindgen')

const copies = [
  [`${transpile}vendor/wasm-tools.core.wasm`, 'wasm-tools.core.wasm'],
  [`${transpile}vendor/wasm-tools.core2.wasm`, 'wasm-tools.core2.wasm'],
  [`${transpile}vendor/${bindgen}.core.wasm`, `${bindgen}.core.wasm`],
  [`${transpile}vendor/${bindgen}.core2.wasm`, `${bindgen}.core2.wasm`],
  [`${jco}lib/wasi_snapshot_preview1.command.wasm`, 'wasi_snapshot_preview1.command.wasm'],
  [`${jco}lib/wasi_snapshot_preview1.reactor.wasm`, 'wasi_snapshot_preview1.reactor.wasm'],
  [`${transpile}LICENSE`, 'LICENSE'],
]
for (const [from, to] of copies) await copyFile(from, out + to)

const version = async (folder) => JSON.parse(await readFile(`${folder}package.json`, 'utf8')).version
const versions = { jco: await version(jco), 'jco-transpile': await version(transpile) }
await writeFile(
  `${out}NOTICE`,
  [
    'This folder holds, wrapped in a function and minified, parts of the Bytecode Alliance projects named below,',
    'licensed under Apache-2.0 WITH LLVM-exception (see LICENSE):',
    `- wasm-tools.js, wasm-tools.core*.wasm: the wasm-tools component of @bytecodealliance/jco-transpile ${versions['jco-transpile']}`,
    `- bindgen.js, ${bindgen}.core*.wasm: js-component-bindgen of the same package`,
    `- wasi_snapshot_preview1.*.wasm: the wasmtime preview1 adapters, from @bytecodealliance/jco ${versions.jco}`,
    '',
  ].join('\n'),
)
/** A hash of core's code that changes the glue. */
async function glueVersion() {
  const folder = here('../dist/toolchain/')
  const hash = createHash('sha256')
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.js'))
  for (const file of files.toSorted()) hash.update(await readFile(folder + file))
  return hash.digest('hex').slice(0, 16)
}

// The versions are part of every cache key, because what is cached depends on the adapter and the tools that made it.
await writeFile(`${out}versions.json`, `${JSON.stringify({ ...versions, glue: await glueVersion() })}\n`)

await checkAdapterLayout()
await checkGlueForm()
