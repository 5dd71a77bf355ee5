// `npm run guest`: fetches the sources of TypeScript's compiler from Go's module proxy, builds it for WASI, and puts it into `.cache` as
// `tsgo.wasm`, with the notices of what it contains.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const MODULE = 'github.com/microsoft/typescript-go'

/** The commit that the npm package typescript@7.0.2 names as its `gitHead`. */
const VERSION = 'v0.0.0-20260708042240-2bd066d87f5b'

/** What Go's checksum database says about this version. */
const SUM = 'h1:IgfPOv9pzPZ1sbyRHOKu3UCvhaTS0IyrkTcs6JLPqhY='

/** What the compiler is built from. */
export const guest = `${MODULE}@${VERSION}`

/** Builds the compiler into `folder`, and returns the path of the program. */
export function buildGuest(folder) {
  const [file, notices] = ['tsgo.wasm', 'notices.txt'].map((name) => path.join(folder, name))
  mkdirSync(folder, { recursive: true })
  const { Dir: sources, Sum: sum } = JSON.parse(go(['mod', 'download', '-json', guest], { cwd: folder }))
  if (sum !== SUM) throw new Error(`The sources of ${guest} have the sum ${sum}, which should be ${SUM}.`)
  const program = ['-trimpath', './cmd/tsgo']
  const unfinished = `${file}.${process.pid}`
  go(['build', '-ldflags=-s -w', '-o', unfinished, ...program], { cwd: sources })
  writeFileSync(notices, noticesOf(sources))
  renameSync(unfinished, file)
  return file
}

/** The licences of the modules in the program, and of packages that add a licence. */
function noticesOf(sources) {
  const dependencies = go(
    ['list', '-deps', '-f', '{{.Dir}}\t{{with .Module}}{{.Path}} {{.Version}}\t{{.Dir}}{{end}}', './cmd/tsgo'],
    {
      cwd: sources,
    },
  )
  const folders = new Map([['The Go standard library', go(['env', 'GOROOT'], { cwd: sources }).trim()]])
  for (const line of dependencies.trim().split('\n')) {
    const [own, name, folder] = line.split('\t')
    if (!name) continue
    folders.set(name.trim(), folder)
    if (own !== folder) folders.set(path.relative(path.dirname(folder), own), own)
  }
  const texts = [...folders].flatMap(([name, folder]) =>
    readdirSync(folder)
      .filter((file) => /^(?:licen[cs]e|notice)/i.test(file))
      .map((file) => `${name}, ${file}\n\n${readFileSync(path.join(folder, file), 'utf8').trim()}\n`),
  )
  return texts.join(`\n${'-'.repeat(80)}\n\n`)
}

function go(args, { cwd }) {
  const { stdout, stderr, status, error } = spawnSync('go', args, {
    cwd,
    env: { ...process.env, GOOS: 'wasip1', GOARCH: 'wasm', GOWORK: 'off', GOFLAGS: '' },
    encoding: 'utf8',
    maxBuffer: 1e8,
  })
  if (error?.code === 'ENOENT') throw new Error('Go is not installed. See https://go.dev/dl/.', { cause: error })
  if (error) throw error
  if (status !== 0) throw new Error(`go ${args.join(' ')} failed:\n${stderr}${stdout}`)
  return stdout
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(`Building ${guest}. The first build takes minutes.`)
  const began = performance.now()
  const file = buildGuest(path.join(import.meta.dirname, '.cache'))
  const seconds = ((performance.now() - began) / 1000).toFixed(0)
  const megabytes = (bytes) => (bytes / 1e6).toFixed(1)
  const [size, zipped] = [statSync(file).size, gzipSync(readFileSync(file)).length]
  console.log(`${file}: built in ${seconds} s, ${megabytes(size)} MB, ${megabytes(zipped)} MB with gzip`)
}
