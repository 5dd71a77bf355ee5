// Runs a test binary with `unwasi run`, with the same grants as Go's own wrapper: `go test -exec 'node …/exec.mjs [OPTION...]'`.
// https://github.com/golang/go/blob/go1.26.0/lib/wasm/go_wasip1_wasm_exec
import process from 'node:process'

// PWD is passed because a WASI program starts without a working directory, and Go's tests read files of their package.
const passedOn = ['PWD', 'PATH', 'TMPDIR'].filter((name) => process.env[name] !== undefined)

process.argv.splice(2, 0, 'run', '--dir=/', ...passedOn.flatMap((name) => ['--env', name]))
await import('../../packages/cli/bin/unwasi.js')
