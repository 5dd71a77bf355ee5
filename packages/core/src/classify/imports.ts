import { UnwasiError } from '../errors.js'
import { PREVIEW1 } from '../preview1/table.js'
import { isWasi, UNSTABLE, wasiName, wasiSignature, type WasiName } from '../preview1/unstable.js'
import type { CoreModule, Import } from '../read/shapes.js'
import type { ImportFacts } from './facts.js'
import { unknown, WORLDS } from './foreign.js'
import { fullName, fullNames, list, printable, signatureText } from './names.js'
import { fromMain } from './worlds/toolchains.js'

/** Functions that WasmEdge added to preview1's namespace: https://github.com/second-state/wasmedge_wasi_socket */
const WASMEDGE =
  /^sock_(open|bind|listen|connect|accept_v2|recv_from|send_to|getsockopt|setsockopt|getlocaladdr|getpeeraddr|getaddrinfo|lookup_ip|\w+_v2)$/

/**
 * Sorts the imports. Throws the best explanation for an import that nothing can provide.
 * @param provided whether JavaScript provides an import from outside WASI
 * @param canonical whether the module imports interfaces of a component world, too
 */
export function checkImports(module: CoreModule, provided: (entry: Import) => boolean, canonical: boolean): ImportFacts {
  const { imports } = module
  refuseObjectFiles(module)
  if (!isWhole(module)) refuseSharedLibraries(module)
  const foreign = imports.filter((entry) => !isWasi(entry))
  // What JavaScript provides to a world is interfaces, not functions.
  const given = canonical ? [] : foreign.filter((entry) => entry.kind === 'func' && provided(entry))
  const others = foreign.filter((entry) => !given.includes(entry))
  // The official adapter has a world, too, but it is not a program.
  const unprovided = others.filter((entry) => entry.kind !== 'func' || !canonical || fromMain(entry))
  refuseWorlds(unprovided)
  refuseSharedLibraries(module)
  refuseThreads(module)
  refuseNonFunctions(imports)
  if (unprovided.length > 0) throw new UnwasiError(unknown(unprovided))
  const seen = new Set<string>()
  const duplicates = imports.filter((entry) => {
    const key = JSON.stringify([entry.module, entry.name])
    return seen.has(key) || !seen.add(key)
  })
  return { functions: [...new Set(known(imports.filter(isWasi)))], duplicates, given, foreign: others }
}

function refuseThreads({ imports, memories }: CoreModule): void {
  const spawn = imports.find((entry) => entry.module === 'wasi' && entry.name === 'thread-spawn')
  const shared = imports.some((entry) => entry.memory?.shared) || memories.some((memory) => memory.shared)
  if (!spawn && !shared) return
  throw new UnwasiError({
    code: 'THREADS',
    headline: spawn
      ? 'the program starts threads (it imports `wasi.thread-spawn`)'
      : 'the program has a shared memory, so it was built for threads',
    why: 'WASI 0.2 has no threads, and browsers share memory only between workers of cross-origin isolated pages.',
    fix: 'Build without threads: Rust `--target wasm32-wasip1` (not `wasm32-wasip1-threads`), wasi-sdk `--target=wasm32-wasip1` without `-pthread`, Swift `wasm32-unknown-wasip1`.',
  })
}

function refuseWorlds(imports: readonly Import[]): void {
  for (const { claims, refusal } of WORLDS) {
    const claimed = imports.filter(claims)
    if (claimed.length === 0) continue
    const { code = 'UNKNOWN_IMPORT', why, fix } = refusal
    const others = imports.filter((entry) => !claims(entry))
    const also = others.length === 0 ? '' : ` It also imports ${fullNames(others)}.`
    throw new UnwasiError({ code, headline: refusal.headline(fullNames(claimed)), why: why + also, fix })
  }
}

function refuseObjectFiles({ customs }: CoreModule): void {
  if (customs.some(({ name }) => name === 'linking')) {
    throw new UnwasiError({
      code: 'UNSUPPORTED',
      headline: 'this is an object file, not a linked program',
      why: 'Its `linking` section shows that addresses and references to other files are still missing. The linker fills them in.',
      fix: 'Link it: leave out `-c` (or `-r`), so that the compiler calls the linker.',
    })
  }
}

/** Whether the module has its own allocator or main function, as the main module of Emscripten's dynamic linking has. */
const isWhole = ({ exports }: CoreModule): boolean =>
  exports.some(({ name }) => name === 'malloc' || name === 'main' || name === '__main_argc_argv')

function refuseSharedLibraries({ customs }: CoreModule): void {
  if (customs.some(({ name }) => name === 'dylink.0' || name === 'dylink')) {
    throw new UnwasiError({
      code: 'UNSUPPORTED',
      headline: 'this is a shared library, not a program',
      why: 'Its `dylink` section shows that it needs a dynamic linker, which provides memory, a table and symbols. unwasi has no dynamic linker.',
      fix: 'Link it statically: leave out `-shared`, `-fPIC` and, for Emscripten, `-sSIDE_MODULE` and `-sMAIN_MODULE`.',
    })
  }
}

/** How to make the linker define such an import in the module instead. */
const ADVICE = {
  memory: 'leave out the linker flag `--import-memory` and link with `--export-memory`',
  table: 'leave out the linker flag `--import-table`',
  global: 'link statically (without `-fPIC` and `-shared`)',
  tag: 'link statically, so that the exception tag is defined in the program',
} as const

function refuseNonFunctions(imports: readonly Import[]): void {
  const found = imports.filter((entry) => entry.kind !== 'func')
  const kinds = [...new Set(found.map((entry) => entry.kind))].filter((kind) => kind !== 'func')
  if (kinds.length === 0) return
  throw new UnwasiError({
    code: 'UNKNOWN_IMPORT',
    headline: `the program imports ${kinds.map((kind) => `a ${kind}`).join(' and ')} (${fullNames(found)})`,
    why: 'A WASI program defines its own memory, tables and globals. The host only provides functions.',
    fix: `To build a self-contained module, ${kinds.map((kind) => ADVICE[kind]).join('; ')}.`,
  })
}

function known(imports: readonly Import[]): WasiName[] {
  const strangers = imports.filter((entry) => wasiName(entry) === undefined)
  if (strangers.length > 0) throw unknownFunctions(strangers)
  return imports.map((entry) => {
    const { type } = entry
    const name = wasiName(entry)
    if (name === undefined || type === undefined) throw unknownFunctions([entry])
    const right = wasiSignature(name)
    if (!same(right.params, type.params) || !same(right.results, type.results)) throw wrongSignature(entry, name)
    return name
  })
}

const same = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((type, index) => type === b[index])

function unknownFunctions(strangers: readonly Import[]): UnwasiError {
  const sockets = strangers.filter(({ name }) => WASMEDGE.test(name))
  if (sockets.length > 0) {
    return new UnwasiError({
      code: 'UNSUPPORTED',
      headline: `the program uses WasmEdge's sockets (${list(sockets.map(({ name }) => name))})`,
      why: "WasmEdge added these functions to preview1's namespace. They are not part of WASI, and browsers have no sockets.",
      fix: 'Build without network code (in Rust, without the crates wasmedge_wasi_socket, tokio_wasi, hyper_wasi and reqwest_wasi).',
    })
  }
  const from = strangers.some(({ module }) => module === PREVIEW1) ? PREVIEW1 : UNSTABLE
  const unknown = strangers.filter(({ module }) => module === from)
  return new UnwasiError({
    code: 'UNKNOWN_IMPORT',
    headline: `the program imports ${list(unknown.map(({ name }) => name))} from ${from}, which has no such ${unknown.length === 1 ? 'function' : 'functions'}`,
    why: `${from === UNSTABLE ? 'wasi_unstable is a closed set of 45 functions' : 'preview1 is a closed set of 46 functions'}. A runtime may add others, but those are not part of WASI.`,
    fix: 'Build for plain WASI preview1, without the library or the patched toolchain that adds these imports.',
  })
}

function wrongSignature(entry: Import, name: WasiName): UnwasiError {
  const type = entry.type ?? { params: [], results: [] }
  return new UnwasiError({
    code: 'UNKNOWN_IMPORT',
    headline: `the program imports ${printable(fullName(entry))} as ${signatureText(type)}, but in WASI its signature is ${signatureText(wasiSignature(name))}`,
    why: 'A function can only be imported with its exact signature, so the program could not start.',
    fix: 'Correct the declaration of this import in the program, or use the declaration from the toolchain (wasi-libc, or version 0.11 of the wasi crate).',
  })
}
