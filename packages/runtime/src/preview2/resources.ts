import { descriptor, directoryStream } from './filesystem-lowering.js'
import { inputStream, ioError, network, outputStream, pollable, terminalInput, terminalOutput, type Kind } from './handles.js'

/** Every resource that this host can give a component, with the interface that defines it. */
const RESOURCES: readonly (readonly [interfaceName: string, resource: Kind<unknown>])[] = [
  ['wasi:cli/terminal-input', terminalInput],
  ['wasi:cli/terminal-output', terminalOutput],
  ['wasi:filesystem/types', descriptor],
  ['wasi:filesystem/types', directoryStream],
  ['wasi:io/error', ioError],
  ['wasi:io/poll', pollable],
  ['wasi:io/streams', inputStream],
  ['wasi:io/streams', outputStream],
  ['wasi:sockets/network', network],
]

/** The brand of a resource, if this host has it. The component chooses the names, so they are compared and never used as keys. */
export const kindOf = (interfaceName: string, resource: string): Kind<unknown> | undefined =>
  RESOURCES.find(([known, kind]) => known === interfaceName && kind.resource === resource)?.[1]
