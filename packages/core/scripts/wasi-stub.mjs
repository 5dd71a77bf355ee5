/**
 * The WASI imports of the vendored tools: an empty environment, no files, and output that is discarded. The tools return their
 * errors as results, so they write nothing that a user should see; a panic surfaces as a trap.
 */
class Resource {}
class Descriptor extends Resource {}
class DirectoryEntryStream extends Resource {}
class InputStream extends Resource {}
class OutputStream extends Resource {
  checkWrite() {
    return 65536n
  }
  write() {}
  blockingWriteAndFlush() {}
  blockingFlush() {}
}
class IoError extends Resource {}
class TerminalInput extends Resource {}
class TerminalOutput extends Resource {}

const nothing = () => undefined
export const environment = { getEnvironment: () => [], getArguments: () => [] }
export const exit = {
  exit() {
    throw new Error('The tool called exit.')
  },
}
export const stdin = { getStdin: () => new InputStream() }
export const stdout = { getStdout: () => new OutputStream() }
export const stderr = { getStderr: () => new OutputStream() }
export const terminalInput = { TerminalInput }
export const terminalOutput = { TerminalOutput }
export const terminalStdin = { getTerminalStdin: nothing }
export const terminalStdout = { getTerminalStdout: nothing }
export const terminalStderr = { getTerminalStderr: nothing }
export const preopens = { getDirectories: () => [] }
export const types = { Descriptor, DirectoryEntryStream, filesystemErrorCode: nothing }
export const error = { Error: IoError }
export const streams = { InputStream, OutputStream }
export const random = { getRandomBytes: (size) => crypto.getRandomValues(new Uint8Array(Number(size))) }
export const wallClock = { now: () => ({ seconds: BigInt(Math.floor(Date.now() / 1000)), nanoseconds: 0 }) }
