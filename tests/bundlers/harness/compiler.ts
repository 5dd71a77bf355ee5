import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

import type { Project } from './project.js'

const tsc = fileURLToPath(new URL('../../../node_modules/.bin/tsc', import.meta.url))

/** The compiler's errors as `file(line) code`. The presence of `client` must make no difference. */
export async function compilerErrors(project: Project, plugin: string, types: string[]): Promise<string[]> {
  project.write(
    'tsconfig.json',
    JSON.stringify({
      compilerOptions: {
        ...{ target: 'es2022', lib: ['es2022', 'dom'], module: 'esnext', moduleResolution: 'bundler' },
        ...{ strict: true, noEmit: true, skipLibCheck: false, types },
      },
      files: ['unwasi.d.ts', 'typed.ts', 'wrong.ts'],
    }),
  )
  // A strict package manager gives the project only the plugin.
  const link = path.join(project.dir, 'node_modules/@unwasi', plugin)
  mkdirSync(path.dirname(link), { recursive: true })
  if (!existsSync(link)) symlinkSync(fileURLToPath(new URL(`../../../packages/${plugin}`, import.meta.url)), link, 'junction')
  const output = await new Promise<string>((resolve) => {
    execFile(tsc, ['--pretty', 'false'], { cwd: project.dir, shell: process.platform === 'win32' }, (_, stdout) =>
      resolve(stdout),
    )
  })
  // Libraries of others may have errors when all of them are checked.
  return [...output.matchAll(/^((?!.*node_modules)[^(\n]+)\((\d+),\d+\): error (TS\d+)/gm)].map(
    ([, file, line, code]) => `${file}(${line}) ${code}`,
  )
}
