import { openInput } from '../context/open-input.js'
import { inputStream, outputStream } from './handles.js'
import type { ComponentPart } from './part.js'

/** wasi:cli/stdin */
export const cliStdin: ComponentPart = ({ context, handles }) => {
  const stdin = openInput(context)
  return () => ({ 'wasi:cli/stdin': { 'get-stdin': () => handles.add(inputStream, stdin) } })
}

/** wasi:cli/stdout and wasi:cli/stderr */
export const cliOutput: ComponentPart =
  ({ context, handles }) =>
  () => ({
    'wasi:cli/stdout': { 'get-stdout': () => handles.add(outputStream, context.stdout) },
    'wasi:cli/stderr': { 'get-stderr': () => handles.add(outputStream, context.stderr) },
  })
