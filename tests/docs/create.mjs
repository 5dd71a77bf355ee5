import { spawnSync } from 'node:child_process'
import path from 'node:path'

/** Runs our create-unwasi as `npm create` does, which takes the first `--` for itself. */
export function startCreate(workspace, args) {
  const script = path.join(workspace, 'packages/create/bin/create-unwasi.js')
  const own = args.includes('--') ? args.toSpliced(args.indexOf('--'), 1) : args
  process.exitCode = spawnSync(process.execPath, [script, ...own], { stdio: 'inherit' }).status ?? 1
}
