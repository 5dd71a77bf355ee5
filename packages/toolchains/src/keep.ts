import { createHash } from 'node:crypto'
import { existsSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** How many versions of a program stay. A page that is open may still load the one before the last. */
const VERSIONS = 3

/**
 * Writes a program to a file of `folder` whose name changes with its content, and returns the path. A dev server gives it as a URL, so
 * that no browser takes an old version for the new one.
 */
export function keep(folder: string, name: string, wasm: Uint8Array): string {
  const hash = createHash('sha256').update(wasm).digest('hex').slice(0, 12)
  const file = path.join(folder, `${name}-${hash}.wasm`)
  if (!existsSync(file) || statSync(file).size !== wasm.length) {
    const temporary = path.join(folder, `.${crypto.randomUUID()}.tmp`)
    writeFileSync(temporary, wasm, { mode: 0o600 })
    renameSync(temporary, file)
  }
  const versions = readdirSync(folder)
    .filter((one) => one.startsWith(`${name}-`) && one.endsWith('.wasm') && path.join(folder, one) !== file)
    .map((one) => path.join(folder, one))
    .toSorted((a, b) => timeOf(b) - timeOf(a))
  for (const old of versions.slice(VERSIONS - 1)) rmSync(old, { force: true })
  return file
}

/** Another process may have removed it. */
const timeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
