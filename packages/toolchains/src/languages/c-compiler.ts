// Finds a compiler for C and C++ with a libc for WASI.
import { existsSync } from 'node:fs'
import path from 'node:path'

import { linesOf, noToolchain } from '../diagnostics.js'
import { findCommand } from '../find.js'
import type { Job } from '../language.js'
import type { Output } from '../process.js'
import { sysrootOf } from './sysroot.js'
import { findZig } from './zig-command.js'

export interface Compiler {
  readonly name: string
  /** Runs it, for C or C++. */
  readonly run: (cxx: boolean, args: readonly string[]) => Promise<Output | undefined>
}

/**
 * Finds a compiler: the one of wasi-sdk if `WASI_SDK_PATH` is set, else zig, else clang with a sysroot.
 * Throws `UnwasiError` if there is none.
 */
export async function findCompiler(job: Job): Promise<Compiler> {
  const sdk = job.options.env?.['WASI_SDK_PATH'] ?? process.env['WASI_SDK_PATH']
  // What is set and wrong is not passed over: another compiler would build another program.
  if (sdk !== undefined && sdk !== '') return wasiSdk(job, sdk)
  const hasZig = findCommand('zig', job.options.env) !== undefined
  const found = hasZig ? await zigCompiler(job) : (clang(job) ?? (await zigCompiler(job)))
  if (found !== undefined) return found
  throw noToolchain(
    job.source,
    'A compiler for C with WASI',
    `WASI_SDK_PATH is not set, there is no command \`zig\` in PATH, and ${
      findCommand('clang', job.options.env) === undefined ? 'no `clang` either' : '`clang` has no sysroot for WASI'
    }.`,
    `Install Zig (https://ziglang.org/download/, or: pip install ziglang), or wasi-sdk (https://github.com/WebAssembly/wasi-sdk) and set WASI_SDK_PATH, or on Debian: ${DEBIAN}.`,
  )
}

const DEBIAN = 'apt install clang lld wasi-libc libclang-rt-dev-wasm32 libc++-dev-wasm32'

function wasiSdk(job: Job, sdk: string): Compiler {
  const folder = path.resolve(job.source.folder, sdk)
  const sysroot = path.join(folder, 'share', 'wasi-sysroot')
  const command = (cxx: boolean) => findCommand(cxx ? 'clang++' : 'clang', { ...job.options.env, PATH: path.join(folder, 'bin') })
  if (command(false) === undefined || !existsSync(sysroot))
    throw noToolchain(
      job.source,
      'wasi-sdk',
      `WASI_SDK_PATH is ${folder}, which has no bin/clang or no share/wasi-sysroot.`,
      'Correct WASI_SDK_PATH, or unset it to use Zig or another clang. wasi-sdk: https://github.com/WebAssembly/wasi-sdk/releases.',
    )
  const fixed = [`--target=${targetOf(path.join(sysroot, 'lib'))}`, `--sysroot=${sysroot}`]
  return { name: 'wasi-sdk', run: (cxx, args) => run(job, command(cxx) ?? 'clang++', [...fixed, ...args]) }
}

/** wasi-libc calls its target wasm32-wasip1 since 2024. */
const targetOf = (library: string): string => (existsSync(path.join(library, 'wasm32-wasip1')) ? 'wasm32-wasip1' : 'wasm32-wasi')

async function zigCompiler(job: Job): Promise<Compiler | undefined> {
  const command = await findZig(job)
  return (
    command && {
      name: 'zig cc',
      run: (cxx, args) => command([cxx ? 'c++' : 'cc', '--target=wasm32-wasi', ...args]),
    }
  )
}

function clang(job: Job): Compiler | undefined {
  if (findCommand('clang', job.options.env) === undefined) return undefined
  const { sysroot, isDebian } = sysrootOf(job.options.env)
  if (sysroot === undefined && !isDebian) return undefined
  const fixed =
    sysroot === undefined ? ['--target=wasm32-wasi'] : [`--target=${targetOf(path.join(sysroot, 'lib'))}`, `--sysroot=${sysroot}`]
  return { name: 'clang', run: (cxx, args) => run(job, cxx ? 'clang++' : 'clang', [...fixed, ...args]) }
}

/** Throws `UnwasiError` if a part of clang is missing. Debian has a separate package for each. */
async function run(job: Job, command: string, args: readonly string[]): Promise<Output | undefined> {
  const output = await job.run(command, args, { cwd: job.source.folder, env: job.options.env })
  if (output === undefined || output.code !== 0) {
    const part = output === undefined ? command : missingPart(output.stderr)
    if (part !== undefined)
      throw noToolchain(job.source, part, `clang has no ${part}, which belongs to it.`, `Install it. On Debian: ${DEBIAN}.`)
  }
  return output
}

/** The part of clang whose absence `text` reports. */
export function missingPart(text: string): string | undefined {
  for (const line of linesOf(text)) {
    const part = partIn(line)
    if (part !== undefined) return part
  }
  return undefined
}

function partIn(text: string): string | undefined {
  if (/unable to execute command:.*wasm-ld|invalid linker name|wasm-ld(?:\.exe)?['"]?: (?:command )?not found/.test(text))
    return 'wasm-ld'
  if (/cannot open .*libclang_rt\.builtins/.test(text)) return 'libclang_rt.builtins-wasm32.a'
  if (/unable to find library -lc\+\+|cannot open .*libc\+\+/.test(text)) return 'libc++'
  if (/cannot open (?:.*[/\\])?crt1.*\.o|unable to find library -lc$/.test(text)) return 'wasi-libc'
  return undefined
}
