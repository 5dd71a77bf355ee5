import run from './main.wasm?component'

const { exitCode } = await run(process.argv.slice(2), { stdout: 'inherit', stderr: 'inherit' })
process.exitCode = exitCode
