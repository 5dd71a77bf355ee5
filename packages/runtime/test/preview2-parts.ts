import type { ComponentPart } from '../src/preview2/part.js'
import * as parts from '../src/preview2/parts.js'

/** The parts of the WASI 0.2 host, by WASI package. */
export const cli: readonly ComponentPart[] = [parts.cliEnvironment, parts.cliOutput, parts.cliStdin, parts.cliTerminals]
export const clocks: readonly ComponentPart[] = [parts.clockReadings, parts.clockTimers]
export const filesystem: readonly ComponentPart[] = [
  parts.filesystemFiles,
  parts.filesystemListings,
  parts.filesystemPaths,
  parts.filesystemPreopens,
  parts.filesystemStat,
  parts.filesystemStreams,
]
export const ioErrors: readonly ComponentPart[] = [parts.ioErrors]
export const poll: readonly ComponentPart[] = [parts.ioPolls]
export const random: readonly ComponentPart[] = [parts.randomNumbers]
export const sockets: readonly ComponentPart[] = [parts.sockets]
export const streams: readonly ComponentPart[] = [parts.inputStreams, parts.outputStreams, parts.streamSplices]

/** All parts of the WASI 0.2 host. */
export const allParts: readonly ComponentPart[] = Object.values(parts)
