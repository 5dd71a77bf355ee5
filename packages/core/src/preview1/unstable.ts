import type { Import } from '../read/shapes.js'
import type { Signature } from '../wasm/signature.js'
import { isPreview1, PREVIEW1, preview1, signature, type Preview1Function, type Preview1Name, type Role } from './table.js'

/**
 * The module that programs of 2019 import WASI from. It is also called snapshot 0 and preview0, and has the functions of preview1
 * without sock_accept. Four of them differ:
 * - `fd_seek` counts the base of an offset as CUR, END, SET.
 * - `fd_filestat_get` and `path_filestat_get` write a `filestat` of 56 bytes, in which the number of links has 32 bits.
 * - `poll_oneoff` reads subscriptions of 56 bytes, in which a clock has an identifier before its other fields.
 *
 * Source: https://github.com/WebAssembly/WASI/tree/main/legacy/preview0/witx
 */
export const UNSTABLE = 'wasi_unstable'

export const UNSTABLE_FILESTAT_SIZE = 56
export const UNSTABLE_SUBSCRIPTION_SIZE = 56

const PREFIX = 'unstable_'

/** The functions that differ, by the names that hosts have for them. The others are those of preview1. */
export type UnstableName = `${typeof PREFIX}${'fd_filestat_get' | 'fd_seek' | 'path_filestat_get' | 'poll_oneoff'}`

/** A function that a host serves. */
export type WasiName = Preview1Name | UnstableName

const shorter = (role: Role): Role =>
  role.kind === 'out' && role.shown === 'filestat' ? { ...role, shown: 'unstable filestat', size: UNSTABLE_FILESTAT_SIZE } : role
const changed = ({ needs, params }: Preview1Function): Preview1Function => ({ needs, params: params.map(shorter) })

const unstable: Readonly<Record<UnstableName, Preview1Function>> = {
  unstable_fd_filestat_get: changed(preview1.fd_filestat_get),
  unstable_fd_seek: preview1.fd_seek,
  unstable_path_filestat_get: changed(preview1.path_filestat_get),
  unstable_poll_oneoff: preview1.poll_oneoff,
}

/** All functions that hosts serve, by their names. */
export const wasi: Readonly<Record<WasiName, Preview1Function>> = { ...preview1, ...unstable }

const BASES: Readonly<Record<UnstableName, Preview1Name>> = {
  unstable_fd_filestat_get: 'fd_filestat_get',
  unstable_fd_seek: 'fd_seek',
  unstable_path_filestat_get: 'path_filestat_get',
  unstable_poll_oneoff: 'poll_oneoff',
}

const isUnstable = (name: string): name is UnstableName => Object.hasOwn(unstable, name)

/** The preview1 function that does the same as `name`. */
export const baseOf = (name: WasiName): Preview1Name => (isUnstable(name) ? BASES[name] : name)

/** The core signature, which wasi_unstable and preview1 share. */
export const wasiSignature = (name: WasiName): Signature => signature(baseOf(name))

export const isWasi = ({ module }: Pick<Import, 'module'>): boolean => module === PREVIEW1 || module === UNSTABLE

/** The function that an import of a core module asks for, if WASI has it. */
export function wasiName({ module, name }: Pick<Import, 'module' | 'name'>): WasiName | undefined {
  if (module === PREVIEW1) return isPreview1(name) ? name : undefined
  if (module !== UNSTABLE || name === 'sock_accept') return undefined
  const own = PREFIX + name
  if (isUnstable(own)) return own
  return isPreview1(name) ? name : undefined
}
