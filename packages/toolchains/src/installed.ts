// Whether a toolchain is installed, for those who ask before there is a source to build.
import { existsSync } from 'node:fs'
import path from 'node:path'

import { findCommand } from './find.js'
import { sysrootOf } from './languages/sysroot.js'
import { toolWith, type Output } from './process.js'

/** Runs a command. Undefined if it is missing or fails. */
async function asked(command: string, ...args: string[]): Promise<Output | undefined> {
  const output = await toolWith(new AbortController().signal)(command, args, { cwd: process.cwd() })
  return output?.code === 0 ? output : undefined
}

/** Whether a text that names a version, such as `go version go1.26.8 linux/amd64`, names this one or a later one. */
export function isAtLeast(text: string | undefined, major: number, minor: number): boolean {
  const [, first, second] = /(?:^|[^\d.])(\d+)\.(\d+)/.exec(text ?? '') ?? []
  if (first === undefined) return false
  return Number(first) > major || (Number(first) === major && Number(second) >= minor)
}

async function hasZig(): Promise<boolean> {
  if (findCommand('zig') !== undefined) return true
  const python = ['python3', 'python'].find((name) => findCommand(name) !== undefined)
  return python !== undefined && (await asked(python, '-c', 'import ziglang')) !== undefined
}

async function hasC(): Promise<boolean> {
  const sdk = process.env['WASI_SDK_PATH'] ?? ''
  if (sdk !== '') return existsSync(path.resolve(sdk, 'share', 'wasi-sysroot'))
  const { sysroot, isDebian } = sysrootOf()
  return (findCommand('clang') !== undefined && (sysroot !== undefined || isDebian)) || hasZig()
}

const probes = {
  go: async () => isAtLeast((await asked('go', 'version'))?.stdout, 1, 21),
  tinygo: async () => isAtLeast((await asked('tinygo', 'version'))?.stdout, 0, 35),
  rust: async () => {
    const library = await asked('rustc', '--print', 'target-libdir', '--target', 'wasm32-wasip1')
    return library !== undefined && existsSync(library.stdout.trim()) && findCommand('cargo') !== undefined
  },
  zig: hasZig,
  c: hasC,
}

/** The toolchains that are programs of the system. */
export type ToolchainName = keyof typeof probes

/** Whether a toolchain is installed, as far as one can tell without building a program. */
export const isInstalled = (toolchain: ToolchainName): Promise<boolean> => probes[toolchain]()
