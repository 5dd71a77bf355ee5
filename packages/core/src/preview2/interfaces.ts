/**
 * The functions and resources of WASI 0.2 by interface. The interfaces have no version, because 0.2.x only ever adds to them. The
 * functions of unstable interfaces (wasi:clocks/timezone) are missing, because the host does not serve them: calls to them trap,
 * whatever their type. The same holds for the functions of a socket, because no program gets one.
 * Source: the WIT files in https://github.com/WebAssembly/wasi-cli/tree/v0.2.8/wit and its `deps`.
 */
import type { ComponentPart } from './part.js'

/**
 * Core parameters and results, as the canonical ABI flattens them for `canon lower`: `i` is i32 and `I` is i64. They are followed
 * by what lowering needs in addition to the function: a memory (`memory`), or a memory and an allocator (`realloc`).
 * https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#flattening
 */
export type Flat = `${string}:${string}`

interface Interface {
  readonly resources?: readonly string[]
  /** The functions by the part that serves them. */
  readonly functions: Partial<Readonly<Record<ComponentPart, Readonly<Record<string, Flat>>>>>
}

export const INTERFACES: Readonly<Record<string, Interface>> = {
  'wasi:cli/environment': {
    functions: {
      cliEnvironment: {
        'get-environment': 'i: realloc',
        'get-arguments': 'i: realloc',
        'initial-cwd': 'i: realloc',
      },
    },
  },
  'wasi:cli/exit': {
    functions: {
      cliEnvironment: {
        exit: 'i:',
        'exit-with-code': 'i:',
      },
    },
  },
  'wasi:cli/stderr': {
    functions: {
      cliOutput: {
        'get-stderr': ':i',
      },
    },
  },
  'wasi:cli/stdin': {
    functions: {
      cliStdin: {
        'get-stdin': ':i',
      },
    },
  },
  'wasi:cli/stdout': {
    functions: {
      cliOutput: {
        'get-stdout': ':i',
      },
    },
  },
  'wasi:cli/terminal-input': {
    resources: ['terminal-input'],
    functions: {},
  },
  'wasi:cli/terminal-output': {
    resources: ['terminal-output'],
    functions: {},
  },
  'wasi:cli/terminal-stderr': {
    functions: {
      cliTerminals: {
        'get-terminal-stderr': 'i: memory',
      },
    },
  },
  'wasi:cli/terminal-stdin': {
    functions: {
      cliTerminals: {
        'get-terminal-stdin': 'i: memory',
      },
    },
  },
  'wasi:cli/terminal-stdout': {
    functions: {
      cliTerminals: {
        'get-terminal-stdout': 'i: memory',
      },
    },
  },
  'wasi:clocks/monotonic-clock': {
    functions: {
      clockReadings: {
        now: ':I',
        resolution: ':I',
      },
      clockTimers: {
        'subscribe-instant': 'I:i',
        'subscribe-duration': 'I:i',
      },
    },
  },
  'wasi:clocks/wall-clock': {
    functions: {
      clockReadings: {
        now: 'i: memory',
        resolution: 'i: memory',
      },
    },
  },
  'wasi:filesystem/preopens': {
    functions: {
      filesystemPreopens: {
        'get-directories': 'i: realloc',
      },
    },
  },
  'wasi:filesystem/types': {
    resources: ['descriptor', 'directory-entry-stream'],
    functions: {
      filesystemStreams: {
        '[method]descriptor.read-via-stream': 'iIi: memory',
        '[method]descriptor.write-via-stream': 'iIi: memory',
        '[method]descriptor.append-via-stream': 'ii: memory',
      },
      filesystemFiles: {
        '[method]descriptor.advise': 'iIIii: memory',
        '[method]descriptor.sync-data': 'ii: memory',
        '[method]descriptor.set-size': 'iIi: memory',
        '[method]descriptor.set-times': 'iiIiiIii: memory',
        '[method]descriptor.read': 'iIIi: realloc',
        '[method]descriptor.write': 'iiiIi: memory',
        '[method]descriptor.sync': 'ii: memory',
      },
      filesystemStat: {
        '[method]descriptor.get-flags': 'ii: memory',
        '[method]descriptor.get-type': 'ii: memory',
        '[method]descriptor.stat': 'ii: memory',
        '[method]descriptor.is-same-object': 'ii:i',
        '[method]descriptor.metadata-hash': 'ii: memory',
      },
      filesystemListings: {
        '[method]descriptor.read-directory': 'ii: memory',
        '[method]directory-entry-stream.read-directory-entry': 'ii: realloc',
      },
      filesystemPaths: {
        '[method]descriptor.create-directory-at': 'iiii: memory',
        '[method]descriptor.stat-at': 'iiiii: memory',
        '[method]descriptor.set-times-at': 'iiiiiIiiIii: memory',
        '[method]descriptor.link-at': 'iiiiiiii: memory',
        '[method]descriptor.open-at': 'iiiiiii: memory',
        '[method]descriptor.readlink-at': 'iiii: realloc',
        '[method]descriptor.remove-directory-at': 'iiii: memory',
        '[method]descriptor.rename-at': 'iiiiiii: memory',
        '[method]descriptor.symlink-at': 'iiiiii: memory',
        '[method]descriptor.unlink-file-at': 'iiii: memory',
        '[method]descriptor.metadata-hash-at': 'iiiii: memory',
      },
      ioErrors: {
        'filesystem-error-code': 'ii: memory',
      },
    },
  },
  'wasi:io/error': {
    resources: ['error'],
    functions: {
      ioErrors: {
        '[method]error.to-debug-string': 'ii: realloc',
      },
    },
  },
  'wasi:io/poll': {
    resources: ['pollable'],
    functions: {
      ioPolls: {
        '[method]pollable.ready': 'i:i',
        '[method]pollable.block': 'i:',
        poll: 'iii: realloc',
      },
    },
  },
  'wasi:io/streams': {
    resources: ['input-stream', 'output-stream'],
    functions: {
      inputStreams: {
        '[method]input-stream.read': 'iIi: realloc',
        '[method]input-stream.blocking-read': 'iIi: realloc',
        '[method]input-stream.skip': 'iIi: memory',
        '[method]input-stream.blocking-skip': 'iIi: memory',
        '[method]input-stream.subscribe': 'i:i',
      },
      outputStreams: {
        '[method]output-stream.check-write': 'ii: memory',
        '[method]output-stream.write': 'iiii: memory',
        '[method]output-stream.blocking-write-and-flush': 'iiii: memory',
        '[method]output-stream.flush': 'ii: memory',
        '[method]output-stream.blocking-flush': 'ii: memory',
        '[method]output-stream.subscribe': 'i:i',
        '[method]output-stream.write-zeroes': 'iIi: memory',
        '[method]output-stream.blocking-write-zeroes-and-flush': 'iIi: memory',
      },
      streamSplices: {
        '[method]output-stream.splice': 'iiIi: memory',
        '[method]output-stream.blocking-splice': 'iiIi: memory',
      },
    },
  },
  'wasi:random/insecure': {
    functions: {
      randomNumbers: {
        'get-insecure-random-bytes': 'Ii: realloc',
        'get-insecure-random-u64': ':I',
      },
    },
  },
  'wasi:random/insecure-seed': {
    functions: {
      randomNumbers: {
        'insecure-seed': 'i: memory',
      },
    },
  },
  'wasi:random/random': {
    functions: {
      randomNumbers: {
        'get-random-bytes': 'Ii: realloc',
        'get-random-u64': ':I',
      },
    },
  },
  'wasi:sockets/instance-network': { functions: { sockets: { 'instance-network': ':i' } } },
  'wasi:sockets/ip-name-lookup': {
    resources: ['resolve-address-stream'],
    functions: { sockets: { 'resolve-addresses': 'iiii: memory' } },
  },
  'wasi:sockets/network': { resources: ['network'], functions: { sockets: { 'network-error-code': 'ii: memory' } } },
  'wasi:sockets/tcp': { resources: ['tcp-socket'], functions: {} },
  'wasi:sockets/tcp-create-socket': { functions: { sockets: { 'create-tcp-socket': 'ii: memory' } } },
  'wasi:sockets/udp': { resources: ['udp-socket', 'incoming-datagram-stream', 'outgoing-datagram-stream'], functions: {} },
  'wasi:sockets/udp-create-socket': { functions: { sockets: { 'create-udp-socket': 'ii: memory' } } },
}
