import { writeFileSync } from 'node:fs'
import path from 'node:path'

import { workspace } from './blocks.js'
import { runScript } from './execute.js'

const tsc = path.join(workspace, 'node_modules/typescript/bin/tsc')

/** The project's own settings. They also keep bundlers from reading those of the workspace. */
export function writeSettings(dir: string): void {
  const compilerOptions = {
    ...{ target: 'esnext', lib: ['esnext', 'dom', 'dom.asynciterable'], module: 'esnext', moduleResolution: 'bundler' },
    ...{ strict: true, noEmit: true, skipLibCheck: true, allowImportingTsExtensions: true, types: ['@unwasi/vite/client'] },
  }
  writeFileSync(path.join(dir, 'tsconfig.json'), JSON.stringify({ compilerOptions, exclude: ['dist', 'node_modules'] }))
}

/** Throws with the compiler's errors if the project has some. */
export async function checkTypes(dir: string): Promise<void> {
  await runScript('node', tsc, dir, [])
}
