import { spawnSync } from 'node:child_process'
import path from 'node:path'

/** Runs our create-unwasi as `npm create` does, which takes the first `--` for itself. Without arguments it would ask, so it gets the defaults. */
export function startCreate(workspace, args) {
  const script = path.join(workspace, 'packages/create/bin/create-unwasi.js')
  const own = args.length === 0 ? ['--yes'] : args.filter((argument, index) => argument !== '--' || index !== args.indexOf('--'))
  process.exitCode = spawnSync(process.execPath, [script, ...own], { stdio: 'inherit' }).status ?? 1
}
