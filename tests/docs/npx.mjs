// Stands in for npx in the commands of pages. The command is found as npx finds it, in the packages that are installed.
import { spawnSync } from 'node:child_process'

const [name, ...args] = process.argv.slice(2).filter((argument, index) => !(index === 0 && /^(?:-y|--yes)$/.test(argument)))
const { status, error } = spawnSync(name ?? '', args, { stdio: 'inherit' })
if (error) console.error(`tests/docs/npx.mjs: ${name} is not installed for the tests`)
process.exitCode = status ?? 1
