// `go test -exec 'node …/exec.mjs [OPTION...]'`: runs a test binary with `unwasi run`, granting what Go's own wrapper grants.
// https://github.com/golang/go/blob/go1.26.0/lib/wasm/go_wasip1_wasm_exec
import process from 'node:process'

// PWD, because a WASI program starts without a working directory and Go's tests read files of their package.
const passedOn = ['PWD', 'PATH', 'TMPDIR'].filter((name) => process.env[name] !== undefined)

process.argv.splice(2, 0, 'run', '--dir=/', ...passedOn.flatMap((name) => ['--env', name]))
await import('../../packages/cli/bin/unwasi.js')
