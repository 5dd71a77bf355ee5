import run from '../vite-go/main.go?component'

const { exitCode } = await run(process.argv.slice(2), {
  // A terminal would make the program wait for input.
  stdin: process.stdin.isTTY ? 'ignore' : 'inherit',
  stdout: 'inherit',
  stderr: 'inherit',
})
process.exitCode = exitCode
