import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { fixturePath } from '../../../fixtures/index.mjs'

/** A user's project outside the workspace, from which our packages can't be resolved. */
export interface Project {
  dir: string
  write(file: string, content: string | Uint8Array): string
  remove(): void
}

export function temporaryFolder(prefix: string): string {
  // On macOS and some Linux systems /tmp is a symlink, and bundlers report real paths.
  return realpathSync(mkdtempSync(path.join(tmpdir(), `unwasi-${prefix}-`)))
}

/**
 * @param files text or bytes by relative path; `main.wasm` is added: the Go fixture
 */
export function makeProject(files: Record<string, string | Uint8Array>): Project {
  const dir = temporaryFolder('project')
  const project: Project = {
    dir,
    write(file, content) {
      const target = path.join(dir, file)
      mkdirSync(path.dirname(target), { recursive: true })
      writeFileSync(target, content)
      return target
    },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  }
  project.write('package.json', JSON.stringify({ name: 'project', private: true, type: 'module' }))
  if (!('main.wasm' in files)) copyFileSync(fixturePath('go'), path.join(dir, 'main.wasm'))
  for (const [file, content] of Object.entries(files)) project.write(file, content)
  return project
}

/** Runs the guest as a command. There is no top-level await, so that it builds for every output format. */
export const nodeEntry = (specifier: string) => `
import run from '${specifier}'

run(process.argv.slice(2)).then(({ exitCode, stdout, stderr }) => {
  process.stdout.write(stdout)
  process.stderr.write(stderr)
  process.exitCode = exitCode
})
`
