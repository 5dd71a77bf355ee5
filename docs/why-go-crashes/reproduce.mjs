// Shows what the official preview1 adapter does to a Go program, and that the component which unwasi makes of the result is right.
// It needs Go and Node. Commands come from the environment, with `{in}` and `{out}` for files:
//
//   GO             one or several paths of `go`, separated as in PATH. Default: go
//   COMPONENT_NEW  makes a component with the official adapter. Default: jco, whose first run downloads 340 MB
//   RUN            runs a component. Default: wasmtime if it is installed, else jco
//   REPAIR         makes a component with a separate memory for the adapter. Default: unwasi
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

const JCO = 'npx --yes @bytecodealliance/jco@1.35.0'
const onWindows = process.platform === 'win32'
const has = (command) => spawnSync(command, ['--version']).status === 0
const {
  GO = 'go',
  COMPONENT_NEW = `${JCO} new {in} --wasi-command -o {out}`,
  RUN = has('wasmtime') ? 'wasmtime run {in}' : `${JCO} run {in}`,
  REPAIR = 'npx --yes unwasi component {in} -o {out}',
} = process.env

/** The depths of the trees: one heap fits into the memory with which a Go program starts, the other does not. */
const DEPTHS = [4, 14]

const folder = mkdtempSync(path.join(tmpdir(), 'adapter-crash-'))
const at = (name) => path.join(folder, name)

/** Runs a command, in which `{name}` stands for a file. */
function run(template, files, more = []) {
  const words = template.split(' ').map((word) => word.replace(/^\{(\w+)\}$/, (_, name) => files[name]))
  const [command, ...args] = [...words, ...more].map((word) => (onWindows && word.includes(' ') ? `"${word}"` : word))
  // On Windows, npx is a .cmd file, which only a shell runs.
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', shell: onWindows })
  if (error) throw error
  return { status, stdout, stderr }
}

function must(template, files) {
  const { status, stderr } = run(template, files)
  if (status !== 0) throw new Error(`${template} failed:\n${stderr}`)
}

/** What the program has to print. */
function expected(depth) {
  const lines = []
  for (let d = 1, sum = 0; d <= depth; d++) {
    sum = 2 * sum + d
    lines.push(`${d} ${sum}\n`)
  }
  return lines.join('')
}

function outcome(component, depth) {
  const { status, stdout, stderr } = run(RUN, { in: component }, [String(depth)])
  if (status === 0) return stdout === expected(depth) ? 'right' : 'WRONG: it prints something else'
  const reason = /assertion failed at adapter line \d+/.exec(stderr) ?? stderr.trim().split('\n')[0]
  return `CRASH after ${stdout.split('\n').length - 1} lines: ${reason}`
}

try {
  for (const go of GO.split(path.delimiter)) {
    const env = { ...process.env, GOOS: 'wasip1', GOARCH: 'wasm', GOTOOLCHAIN: 'local' }
    const built = spawnSync(go, ['build', '-o', at('main.wasm'), '.'], { cwd: import.meta.dirname, env, encoding: 'utf8' })
    if (built.status !== 0) throw new Error(`${go} build failed:\n${built.error?.message ?? built.stderr}`)
    must(COMPONENT_NEW, { in: at('main.wasm'), out: at('official.wasm') })
    must(REPAIR, { in: at('official.wasm'), out: at('repaired.wasm') })
    console.log(spawnSync(go, ['env', 'GOVERSION'], { env, encoding: 'utf8' }).stdout.trim())
    for (const name of ['official', 'repaired'])
      for (const depth of DEPTHS) console.log(`  ${name}, depth ${depth}: ${outcome(at(`${name}.wasm`), depth)}`)
  }
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
