/** Packages of Go's standard library whose own tests must pass. */
export const packages: readonly string[] = [
  'io/fs',
  'path/filepath',
  'time',
  'strings',
  // This package has about 150 files open at once, because its dirTreeContents leaves them to the garbage collector.
  'os',
  'os/exec',
  'encoding/json',
  // Its tests need a deep stack.
  'regexp',
]
