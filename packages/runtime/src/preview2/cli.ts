import { openInput } from '../context/open-input.js'
import { inputStream, outputStream, type Kind } from './handles.js'
import { guestTrap, trapBecause } from '../errors/trap.js'
import type { ComponentPart } from './part.js'

// A handle of these says that the stream is a terminal. It has no functions.
export const terminalInput: Kind<null> = { resource: 'terminal-input' }
export const terminalOutput: Kind<null> = { resource: 'terminal-output' }

export const cli: ComponentPart =
  ({ context, handles }) =>
  (abi) => {
    const { args, options, platform } = context
    const stdin = openInput(context)
    const terminal =
      (fd: 0 | 1 | 2, inherited: boolean) =>
      (out: number): void => {
        const present = inherited && platform.isTerminal(fd)
        // option<own<terminal-…>>
        abi.area(out, 8, 4)
        abi.u8(out, present ? 1 : 0)
        if (present) abi.u32(out + 4, handles.add(fd ? terminalOutput : terminalInput, null))
      }
    // A trap ends the guest, which can't catch it.
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
        // option<string>: none
        'initial-cwd': (out: number) => abi.u8(abi.area(out, 12, 4), 0),
      },
      'wasi:cli/exit': {
        // A `result` has two cases. Any other value traps.
        exit: (failed: number) => (failed >>> 0 > 1 ? trapBecause(`exit with invalid result ${failed >>> 0}`) : exit(failed)),
        'exit-with-code': (code: number) => exit(code & 255),
      },
      'wasi:cli/stdin': { 'get-stdin': () => handles.add(inputStream, stdin) },
      'wasi:cli/stdout': { 'get-stdout': () => handles.add(outputStream, context.stdout) },
      'wasi:cli/stderr': { 'get-stderr': () => handles.add(outputStream, context.stderr) },
      'wasi:cli/terminal-stdin': { 'get-terminal-stdin': terminal(0, options.stdin === 'inherit') },
      'wasi:cli/terminal-stdout': { 'get-terminal-stdout': terminal(1, options.stdout === 'inherit') },
      'wasi:cli/terminal-stderr': { 'get-terminal-stderr': terminal(2, options.stderr === 'inherit') },
    }
  }
