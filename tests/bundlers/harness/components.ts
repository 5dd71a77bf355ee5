import { fixture } from '../../../fixtures/index.mjs'

/** A component that is a command. */
export const native = fixture('p2-native')
/** A component with typed interfaces. */
export const typed = fixture('p2-typed')

/**
 * Runs a command with input, which `nodeEntry` does not pass. There is no top-level await, so that it builds for every output
 * format.
 */
export const commandEntry = (specifier: string) => `
import run from '${specifier}'

run(process.argv.slice(2), { input: 'the input' }).then(({ exitCode, stdout, stderr }) => {
  process.stdout.write(stdout)
  process.stderr.write(stderr)
  process.exitCode = exitCode
})
`

/**
 * The outcome of `commandEntry` with `native` and one argument, which makes it fail: its own name, the argument and the input.
 */
export const commandOutcome = { exitCode: 1, stdout: 'main.wasm\none\nthe input', stderr: '' }

/** Uses a library by name and through a fresh instance. */
export const libraryEntry = (specifier: string) => `
import instantiate, { add, log, shapes } from '${specifier}'

log('log\\n')
const fresh = await instantiate({ stdout: 'ignore' })
fresh.log('unseen\\n')
const counter = new shapes.Counter(5)
let payload
try { shapes.divide(1, 0) } catch (error) { payload = error.payload }
const point = fresh.shapes.moved({ x: 1, y: 2, label: 'ü' }, 3)
console.log(JSON.stringify([add(1, 2), shapes.greet('you'), counter.next(), shapes.total(counter), payload, point]))
`

/** The outcome of `libraryEntry` with `typed`. */
export const libraryOutcome = {
  exitCode: 0,
  stdout: 'log\n[3,"hello, you",6,6,"division by zero",{"x":4,"y":5,"label":"ü"}]\n',
  stderr: '',
}
