/** The expected behaviour of a guest, however it is converted and run. */
export interface Row {
  fixture: string
  args?: readonly string[]
  env?: Record<string, string>
  input?: string | Uint8Array
  /** Whether it needs a writable directory at `/`. */
  directory?: boolean
  exitCode: number
  stdout?: string | Uint8Array | RegExp
  /** The purpose of the row, where the test's name does not say it. */
  about: string
}

const pattern = (size: number): Uint8Array => Uint8Array.from({ length: size }, (_, index) => index % 251)

const MEBIBYTE = 1 << 20

const exits = [0, 1, 7, 125, 126, 255].map((code): Row => ({
  fixture: 'exit',
  args: [String(code)],
  exitCode: code,
  about: `exit code ${code}`,
}))

/** Guests that the official adapter breaks, and a WAT guest for each task of the bridge. */
export const rows: readonly Row[] = [
  {
    fixture: 'go',
    args: ['heap'],
    exitCode: 7,
    stdout: 'heap ok nodes=200000 blocks=1024 sum=36ec46a02b848d17\n',
    about: 'Go: 200,000 nodes, 64 MB of live blocks, garbage collection',
  },
  {
    fixture: 'go',
    args: ['signal'],
    directory: true,
    exitCode: 0,
    stdout: /signal ok 37494610\n$/,
    about: 'Go: signal.Notify and a regular file',
  },
  { fixture: 'go', args: ['file'], directory: true, exitCode: 0, stdout: /file ok\n$/, about: 'Go: files' },
  { fixture: 'go', args: ['links'], directory: true, exitCode: 0, stdout: /links ok\n$/, about: 'Go: links' },
  { fixture: 'go', args: ['env'], env: { A: '1', B: 'ü=x' }, exitCode: 0, stdout: 'A=1\nB=ü=x\n', about: 'Go: environment' },
  { fixture: 'go', args: ['cat'], input: 'some\ninput', exitCode: 0, stdout: 'some\ninput', about: 'Go: standard input' },
  { fixture: 'go', args: ['panic'], exitCode: 2, about: 'Go: panic' },
  {
    fixture: 'go',
    args: ['sizes', ...Array.from({ length: 64 }, () => 'x'.repeat(16 * 1024))],
    exitCode: 0,
    stdout: /^args 66 10485\d\d /,
    about: 'Go: 1 MiB of arguments',
  },
  {
    fixture: 'posix',
    args: ['files'],
    directory: true,
    exitCode: 0,
    stdout: 'ok\n',
    about: 'C: scandir, poll, select, and the errors of directories, names and positions',
  },
  {
    fixture: 'old-libc',
    args: ['churn'],
    exitCode: 7,
    stdout: /churn ok sum=142767894\n$/,
    about: 'C: a malloc that takes over all memory',
  },
  { fixture: 'c', args: ['churn'], exitCode: 7, stdout: /churn ok sum=142767894\n$/, about: 'C: today’s wasi-libc' },
  {
    fixture: 'rust',
    args: ['map'],
    exitCode: 7,
    stdout: /map ok entries=100000 bytes=1088890\n$/,
    about: 'Rust: 100,000 entries',
  },
  {
    fixture: 'rust-today',
    args: ['map'],
    exitCode: 7,
    stdout: /map ok entries=100000 bytes=1088890\n$/,
    about: 'Rust of today: 100,000 entries',
  },
  { fixture: 'zig', args: ['args', 'a', 'ü'], exitCode: 0, stdout: 'a\nü\n', about: 'Zig: arguments' },
  { fixture: 'zig', args: ['cat'], input: 'some\ninput', exitCode: 0, stdout: 'some\ninput', about: 'Zig: standard input' },
  {
    fixture: 'zig',
    args: ['heap'],
    exitCode: 7,
    stdout: 'heap ok entries=100000 sum=4999950000\n',
    about: 'Zig: 100,000 entries',
  },
  { fixture: 'cpp', args: ['args', 'b', 'a'], exitCode: 0, stdout: 'a\nb\n', about: 'C++: vectors and strings' },
  {
    fixture: 'cpp',
    args: ['heap'],
    exitCode: 7,
    stdout: 'heap ok entries=100000 sum=705471594\n',
    about: 'C++: 100,000 entries',
  },
  {
    fixture: 'as-shim',
    args: ['a', 'b'],
    exitCode: 7,
    stdout: 'a\nb\n',
    about: 'AssemblyScript: arguments and console of the WASI shim',
  },
  { fixture: 'teavm', args: ['args', 'a', 'b'], exitCode: 0, stdout: 'a\nb\n', about: 'TeaVM: arguments' },
  {
    fixture: 'teavm',
    args: ['heap'],
    exitCode: 0,
    stdout: 'heap ok entries=100000 sum=4999950000\n',
    about: 'TeaVM: 100,000 entries, garbage collection',
  },
  { fixture: 'teavm', args: ['throw'], exitCode: 0, stdout: 'caught\n', about: 'TeaVM: exceptions' },
  { fixture: 'assemblyscript', exitCode: 7, stdout: /as ok sum=19791206154240\n$/, about: 'AssemblyScript: contiguous heap' },
  {
    fixture: 'assemblyscript-incremental',
    exitCode: 7,
    stdout: /as ok sum=19791206154240\n$/,
    about: 'AssemblyScript: garbage collector',
  },
  { fixture: 'hello', exitCode: 0, stdout: 'hello from wat\n', about: 'the smallest command' },
  ...exits,
  { fixture: 'exit-catch-all', exitCode: 42, about: 'an exit is not caught by the guest' },
  { fixture: 'start-section', exitCode: 0, stdout: 'start\nmain\n', about: 'WASI calls in the start section' },
  { fixture: 'start-exit', exitCode: 3, stdout: '', about: 'an exit in the start section' },
  { fixture: 'duplicate-imports', exitCode: 5, stdout: 'one\ntwo\nthree\n', about: 'the same function imported more than once' },
  {
    fixture: 'args-bytes',
    args: ['a'.repeat(MEBIBYTE)],
    env: { K: 'v'.repeat(MEBIBYTE) },
    exitCode: 0,
    stdout: /^args 2 10485\d\d env 1 10485\d\d/,
    about: '1 MiB in one argument, and in the environment',
  },
  {
    fixture: 'iovecs',
    input: 'scatter me '.repeat(2000),
    exitCode: 0,
    stdout: `gather:abcdef\n${'scatter me '.repeat(2000)}`,
    about: 'gather and scatter',
  },
  { fixture: 'iovecs-file', directory: true, exitCode: 0, about: 'gather and scatter at a position' },
  { fixture: 'huge-write', exitCode: 0, stdout: pattern(10 * MEBIBYTE), about: 'one iovec of 10 MiB to write' },
  {
    fixture: 'huge-read',
    input: pattern(10 * MEBIBYTE),
    exitCode: 0,
    about: 'one iovec of 10 MiB to read',
  },
  { fixture: 'read-write', directory: true, exitCode: 0, about: 'alternating reads and writes' },
  { fixture: 'readlink', directory: true, exitCode: 0, about: 'exact copy-back' },
  { fixture: 'readdir', directory: true, exitCode: 0, about: 'small and large directory buffers' },
  { fixture: 'descriptors', directory: true, exitCode: 0, about: 'more descriptors than the adapter has room for' },
  { fixture: 'nonblock', directory: true, exitCode: 0, about: 'NONBLOCK on a regular file' },
  { fixture: 'scratch', directory: true, exitCode: 0, about: 'transfers larger than any scratch space' },
  { fixture: 'poll', exitCode: 0, about: 'poll_oneoff' },
  { fixture: 'wasi-unstable', directory: true, exitCode: 0, stdout: 'unstable\n', about: 'the WASI of 2019' },
  { fixture: 'wasi-both', directory: true, exitCode: 0, stdout: 'unstable\npreview1\n', about: 'the WASI of 2019, and preview1' },
  { fixture: 'sockets', args: ['0'], exitCode: 58, about: 'sock_accept is ENOTSUP' },
  { fixture: 'sockets', args: ['1'], exitCode: 58, about: 'sock_recv is ENOTSUP' },
  { fixture: 'sockets', args: ['2'], exitCode: 58, about: 'sock_send is ENOTSUP' },
  { fixture: 'proc-raise', exitCode: 58, about: 'proc_raise is ENOTSUP' },
]
