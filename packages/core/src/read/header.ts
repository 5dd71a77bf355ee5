import { UnwasiError } from '../errors.js'
import { HEADER_SIZE, MAGIC, MODULE_VERSION } from '../wasm/format.js'

/** Throws a `TypeError` unless `bytes` is a Uint8Array. An ArrayBuffer, a path or a promise would fail far from here. */
export function checkBytes(bytes: unknown): void {
  const tag = Object.prototype.toString.call(bytes)
  if (tag === '[object Uint8Array]') return
  const fix = tag.endsWith('ArrayBuffer]') ? '; pass new Uint8Array(buffer)' : ''
  throw new TypeError(`the program must be a Uint8Array with the bytes of a .wasm file, not ${tag}${fix}`)
}

/**
 * Returns what the first eight bytes announce. Throws `NOT_WASM` (which says what the bytes look like instead), `TRUNCATED` or,
 * for versions that were never released, `UNSUPPORTED`.
 */
export function header(bytes: Uint8Array): 'module' | 'component' {
  if (bytes.length === 0 || !MAGIC.slice(0, bytes.length).every((byte, i) => bytes[i] === byte)) throw notWasm(bytes)
  if (bytes.length < HEADER_SIZE) {
    throw new UnwasiError({
      code: 'TRUNCATED',
      headline: `the file ends after ${bytes.length} bytes, inside the header`,
      why: 'A WebAssembly file begins with eight bytes: the magic number and the version.',
      fix: 'Rebuild the file or download it again. It was probably cut short, or was read while it was still being written.',
    })
  }
  const version = bytes[4]! | (bytes[5]! << 8)
  const layer = bytes[6]! | (bytes[7]! << 8)
  if (layer === 0 && version === 1) return 'module'
  // https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md: 0x0d is the version until 1.0.
  if (layer === 1 && version === 0x0d) return 'component'
  throw new UnwasiError({
    code: 'UNSUPPORTED',
    headline: `the file has version ${version}, layer ${layer}`,
    why: 'unwasi reads core modules (version 1, layer 0) and components (version 13, layer 1). Other versions have other formats.',
    fix:
      layer === 1
        ? 'Rebuild the component with current tools: drafts of the component model had lower versions.'
        : 'Rebuild the program with a current toolchain. If the file is a download, check that it is not damaged.',
  })
}

/** Whether `bytes` begin like a component. Returns false for anything else, including damaged files, and never throws. */
export function isComponent(bytes: Uint8Array): boolean {
  return bytes.length >= HEADER_SIZE && MAGIC.every((byte, i) => bytes[i] === byte) && bytes[6] === 1 && bytes[7] === 0
}

/** Returns the error for a component where a core module is needed. */
export function componentGiven(): UnwasiError {
  return new UnwasiError({
    code: 'NOT_A_MODULE',
    headline: 'this is already a component, but a core module is needed',
    why: 'This conversion makes a component from a core module, so there is nothing to convert.',
    fix: 'Use the file unchanged, or build the program as a preview1 module (for Rust `--target wasm32-wasip1`, for TinyGo `-target=wasip1`).',
  })
}

/** Whether `bytes` begin like a core module. Never throws. */
export function isModule(bytes: Uint8Array): boolean {
  return bytes.length >= HEADER_SIZE && [...MAGIC, ...MODULE_VERSION].every((byte, i) => bytes[i] === byte)
}

interface Lookalike {
  is: string
  why: string
  fix: string
}

const UNPACK = 'Unpack it first and pass the .wasm file itself.'

/** The first bytes of files that are often passed instead of a .wasm file. */
const MAGICS: readonly (readonly [magic: readonly number[], is: string, fix: string])[] = [
  [[0x1f, 0x8b], 'gzip-compressed data', 'Decompress it first (`gunzip`), or serve it with `Content-Encoding: gzip`.'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'zstd-compressed data', 'Decompress it first (`unzstd`).'],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], 'xz-compressed data', 'Decompress it first (`unxz`).'],
  [[0x42, 0x5a, 0x68], 'bzip2-compressed data', 'Decompress it first (`bunzip2`).'],
  [[0x50, 0x4b, 0x03, 0x04], 'a zip archive', UNPACK],
  [
    [0x7f, 0x45, 0x4c, 0x46],
    'a native Linux program or object (ELF)',
    "Build for WASI: `GOOS=wasip1 GOARCH=wasm`, `--target wasm32-wasip1`, or your compiler's equivalent.",
  ],
  [
    [0xcf, 0xfa, 0xed, 0xfe],
    'a native macOS program (Mach-O)',
    "Build for WASI: `GOOS=wasip1 GOARCH=wasm`, `--target wasm32-wasip1`, or your compiler's equivalent.",
  ],
  [
    [0x4d, 0x5a, 0x71, 0x46, 0x70, 0x44],
    'a native program of Cosmopolitan (APE)',
    'Build for WASI with another compiler: `zig cc --target=wasm32-wasi`, or the clang of wasi-sdk.',
  ],
  [
    [0x4d, 0x5a],
    'a native Windows program',
    "Build for WASI: `GOOS=wasip1 GOARCH=wasm`, `--target wasm32-wasip1`, or your compiler's equivalent.",
  ],
  [
    [0x21, 0x3c, 0x61, 0x72, 0x63, 0x68, 0x3e],
    'an archive of object files (.a)',
    'Link it into a program first (`wasm-ld`, or the compiler).',
  ],
  [
    [0x42, 0x43, 0xc0, 0xde],
    'LLVM bitcode',
    'Link it into a program first: leave out `-emit-llvm` or `-flto -c`, so that the compiler calls the linker.',
  ],
]

function notWasm(bytes: Uint8Array): UnwasiError {
  const like = lookalike(bytes)
  return new UnwasiError({
    code: 'NOT_WASM',
    headline: like === undefined ? 'this is not a WebAssembly file' : `this is ${like.is}, not a WebAssembly file`,
    why: like?.why ?? `A WebAssembly file begins with the bytes 00 61 73 6d; this one begins with ${firstBytes(bytes)}.`,
    fix:
      like?.fix ??
      'Check that the path names the file that the compiler wrote. A Brotli-compressed file (.br) must be decompressed first.',
  })
}

function lookalike(bytes: Uint8Array): Lookalike | undefined {
  if (bytes.length === 0) {
    return {
      is: 'an empty file',
      why: 'A WebAssembly file has at least eight bytes.',
      fix: "Rebuild the file, and look at the compiler's messages: the build may have failed.",
    }
  }
  for (const [magic, is, fix] of MAGICS) {
    if (magic.every((byte, i) => bytes[i] === byte)) return { is, why: `It begins with ${firstBytes(bytes)}.`, fix }
  }
  return textual(bytes)
}

function textual(bytes: Uint8Array): Lookalike | undefined {
  const head = bytes.subarray(0, 512)
  if (head.includes(0)) return undefined
  const text = new TextDecoder()
    .decode(head)
    .replace(/^\uFEFF/, '')
    .trimStart()
  // A cut at 512 bytes may split a character: one U+FFFD at the end does not mean that the data is binary.
  if (text.slice(0, -1).includes('\uFFFD')) return undefined
  const why = `It begins with ${JSON.stringify(text.slice(0, 32))}.`
  if (text.startsWith('version https://git-lfs'))
    return { is: 'a Git LFS pointer', why, fix: 'Fetch the real file: `git lfs pull`.' }
  if (/^(<!doctype|<html|<\?xml|<head|<body)/i.test(text)) {
    return {
      is: 'an HTML page',
      why,
      fix: 'Check the URL or path. A server probably sent a page, such as its 404 or index page, instead of the file.',
    }
  }
  if (/^\((module|component)\b|^\(;|^;;/.test(text)) {
    return { is: 'WebAssembly text (WAT)', why, fix: 'Translate it first: `wasm-tools parse in.wat -o out.wasm` or `wat2wasm`.' }
  }
  if (/^[[{]/.test(text) && isJsonLike(text))
    return { is: 'JSON', why, fix: 'Pass the .wasm file itself. A server may have sent an error object instead.' }
  if (/^(#!|\/\/|\/\*|['"]use strict|(import|export|const|let|var|function|async|class)\b)/.test(text)) {
    return {
      is: 'JavaScript or other source text',
      why,
      fix: 'Pass the .wasm file itself: a bundler plugin may have turned it into JavaScript before unwasi read it.',
    }
  }
  return { is: 'text', why, fix: 'Check the path: pass the .wasm file that the compiler wrote.' }
}

/** Whether text begins like a JSON object or array. It is cut off, so it can't be parsed. */
const isJsonLike = (text: string) => /^(\{\s*("|\})|\[\s*([\]"{[\d-]|true|false|null))/.test(text)

const firstBytes = (bytes: Uint8Array) => [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')
