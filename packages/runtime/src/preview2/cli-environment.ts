import { guestTrap, trapBecause } from '../errors/trap.js'
import type { ComponentPart } from './part.js'

/** wasi:cli/environment and wasi:cli/exit */
export const cliEnvironment: ComponentPart =
  ({ context }) =>
  (abi) => {
    // A trap ends the guest, which can't catch it.
    const exit = (code: number): never => {
      context.exitCode = code
      return guestTrap()
    }
    return {
      'wasi:cli/environment': {
        'get-arguments'(out: number) {
          abi.lowerList(out, context.args, 4, 8, (text, at) => abi.lowerString(at, text))
        },
        'get-environment'(out: number) {
          abi.lowerList(out, context.options.env, 4, 16, ([name, value], at) => {
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
    }
  }
