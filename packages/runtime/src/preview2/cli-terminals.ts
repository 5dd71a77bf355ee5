import { terminalInput, terminalOutput } from './handles.js'
import type { ComponentPart } from './part.js'

/** The functions of wasi:cli that say which standard streams are terminals. */
export const cliTerminals: ComponentPart =
  ({ context: { options, platform }, handles }) =>
  (abi) => {
    const terminal =
      (fd: 0 | 1 | 2, inherited: boolean) =>
      (out: number): void => {
        const present = inherited && platform.isTerminal(fd)
        // option<own<terminal-…>>
        abi.area(out, 8, 4)
        abi.u8(out, present ? 1 : 0)
        if (present) abi.u32(out + 4, handles.add(fd ? terminalOutput : terminalInput, null))
      }
    return {
      'wasi:cli/terminal-stdin': { 'get-terminal-stdin': terminal(0, options.stdin === 'inherit') },
      'wasi:cli/terminal-stdout': { 'get-terminal-stdout': terminal(1, options.stdout === 'inherit') },
      'wasi:cli/terminal-stderr': { 'get-terminal-stderr': terminal(2, options.stderr === 'inherit') },
    }
  }
