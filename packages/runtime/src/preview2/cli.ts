import { inputStream, outputStream, type Kind } from './handles.js'
import { guestTrap, trapBecause } from '../errors/trap.js'
import type { ComponentPart } from './part.js'

// A handle says that it is a terminal, and nothing more.
export const terminalInput: Kind<null> = { resource: 'terminal-input' }
export const terminalOutput: Kind<null> = { resource: 'terminal-output' }

export const cli: ComponentPart =
  ({ context, handles }) =>
  (abi) => {
    const { args, options, platform } = context
    const terminal =
      (fd: 0 | 1 | 2, inherited: boolean) =>
      (out: number): void => {
        const present = inherited && platform.isTerminal(fd)
        // option<own<terminal-…>>
        abi.area(out, 8, 4)
        abi.u8(out, present ? 1 : 0)
        if (present) abi.u32(out + 4, handles.add(fd ? terminalOutput : terminalInput, null))
      }
    // By a trap, which no handler of the guest sees.
    const exit = (code: number): never => {
      context.exitCode = code
      return guestTrap()
    }
    return {
      'wasi:cli/environment': {
        'get-arguments'(out: number) {
          abi.lowerList(out, args, 4, 8, (text, at) => abi.lowerString(at, text))
        },
        'get-environment'(out: number) {
          abi.lowerList(out, options.env, 4, 16, ([name, value], at) => {
            abi.lowerString(at, name)
            abi.lowerString(at + 8, value)
          })
        },
        // option<string>: there is none.
        'initial-cwd': (out: number) => abi.u8(abi.area(out, 12, 4), 0),
      },
      'wasi:cli/exit': {
        // `result`: its two cases are all that there are.
        exit: (failed: number) => (failed >>> 0 > 1 ? trapBecause(`exit with case ${failed >>> 0} of a result`) : exit(failed)),
        'exit-with-code': (code: number) => exit(code & 255),
      },
      'wasi:cli/stdin': { 'get-stdin': () => handles.add(inputStream, context.stdin) },
      'wasi:cli/stdout': { 'get-stdout': () => handles.add(outputStream, context.stdout) },
      'wasi:cli/stderr': { 'get-stderr': () => handles.add(outputStream, context.stderr) },
      'wasi:cli/terminal-stdin': { 'get-terminal-stdin': terminal(0, options.stdin === 'inherit') },
      'wasi:cli/terminal-stdout': { 'get-terminal-stdout': terminal(1, options.stdout === 'inherit') },
      'wasi:cli/terminal-stderr': { 'get-terminal-stderr': terminal(2, options.stderr === 'inherit') },
    }
  }
