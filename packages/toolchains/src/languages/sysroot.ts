import { existsSync } from 'node:fs'
import path from 'node:path'

/** Where distributions and Homebrew install a sysroot. Debian's clang knows its own, which is at the root. */
const SYSROOTS = [
  '/usr/share/wasi-sysroot',
  '/opt/homebrew/share/wasi-sysroot',
  '/usr/local/share/wasi-sysroot',
  '/opt/wasi-sysroot',
]

/** What clang has of WASI: a sysroot, or Debian's packages, which clang finds by itself. */
export function sysrootOf(env: Readonly<Record<string, string | undefined>> = {}): {
  sysroot: string | undefined
  isDebian: boolean
} {
  const given = env['WASI_SYSROOT'] ?? process.env['WASI_SYSROOT']
  return {
    sysroot: [...(given === undefined ? [] : [given]), ...SYSROOTS].find((folder) => existsSync(path.join(folder, 'lib'))),
    isDebian: existsSync('/usr/lib/wasm32-wasi/crt1.o') || existsSync('/usr/lib/wasm32-wasi/crt1-command.o'),
  }
}
