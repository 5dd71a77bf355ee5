import run from './main.wasm?component'

const { exitCode } = await run(process.argv.slice(2), {
  // At a terminal nobody is asked for input.
  stdin: process.stdin.isTTY ? 'ignore' : 'inherit',
  stdout: 'inherit',
  stderr: 'inherit',
})
process.exitCode = exitCode
