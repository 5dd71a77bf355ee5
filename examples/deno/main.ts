import run from './main/main.js'

const { exitCode } = await run(Deno.args, {
  // A terminal would make the program wait for input.
  stdin: Deno.stdin.isTerminal() ? 'ignore' : 'inherit',
  stdout: 'inherit',
  stderr: 'inherit',
})
Deno.exitCode = exitCode
