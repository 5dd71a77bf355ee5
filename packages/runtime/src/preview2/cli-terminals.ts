import { isTerminal } from '../context/terminal.js'
import { terminalInput, terminalOutput } from './handles.js'
import type { ComponentPart } from './part.js'

/** The functions of wasi:cli that say which standard streams are terminals. */
export const cliTerminals: ComponentPart =
  ({ context, handles }) =>
  (abi) => {
    const terminal =
      (fd: 0 | 1 | 2) =>
      (out: number): void => {
        const present = isTerminal(context, fd)
        // option<own<terminal-…>>
        abi.area(out, 8, 4)
        abi.u8(out, present ? 1 : 0)
        if (present) abi.u32(out + 4, handles.add(fd ? terminalOutput : terminalInput, null))
      }
    return {
      'wasi:cli/terminal-stdin': { 'get-terminal-stdin': terminal(0) },
      'wasi:cli/terminal-stdout': { 'get-terminal-stdout': terminal(1) },
      'wasi:cli/terminal-stderr': { 'get-terminal-stderr': terminal(2) },
    }
  }
