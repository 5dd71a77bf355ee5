import type { Preview1Name } from '../preview1/table.js'
import { baseOf, wasi, type WasiName } from '../preview1/unstable.js'
import type { Signature } from '../wasm/signature.js'

/** The interfaces that the surrogate imports itself. */
export const ENVIRONMENT = 'wasi:cli/environment@0.2.12'
export const EXIT = 'wasi:cli/exit@0.2.12'

/** An export of the guest that the surrogate exports in its place. */
export interface EntryPoint {
  /** Its name in the guest. */
  readonly name: string
  /** Its name in the surrogate, which is the same for `_start`, and a WIT name for a reactor's function. */
  readonly as: string
  readonly signature: Signature
}

/** What a guest with an embedded world has beyond preview1. */
export interface WorldProfile {
  /** The sections that describe the world, encoded as base64, so that profiles can be compared as text. */
  readonly sections: readonly string[]
  /** The functions that it imports from the world, in file order. */
  readonly imports: readonly { readonly module: string; readonly name: string; readonly signature: Signature }[]
  /** The functions that it exports to the world, with their destructors and functions that free results. */
  readonly exports: readonly { readonly name: string; readonly signature: Signature }[]
  /** Whether it exports `cabi_realloc`. */
  readonly realloc: boolean
}

/** Everything that isolation needs to know about a guest. Guests with equal profiles share the slow step (base.ts). */
export interface Profile {
  readonly kind: 'command' | 'reactor'
  /** The functions of WASI that the guest imports, each once, sorted. */
  readonly functions: readonly WasiName[]
  readonly entryPoints: readonly EntryPoint[]
  /** Guest exports to call before anything else: its former start section, and a reactor's `_initialize`. */
  readonly startup: readonly string[]
  /** The world that is embedded in the guest, if there is one. */
  readonly world?: WorldProfile
}

/** The functions that the bridge calls in the adapter to serve a function. Usually this is only the function of the same name. */
const SERVED_BY: Partial<Record<Preview1Name, readonly Preview1Name[]>> = {
  // These come from wasi:cli/environment, because the adapter traps at about 64 KiB of them.
  args_get: [],
  args_sizes_get: [],
  environ_get: [],
  environ_sizes_get: [],
  // The adapter turns every exit code into 0 or 1.
  proc_exit: [],
  // These trap in the adapter.
  proc_raise: [],
  sock_accept: [],
  sock_recv: [],
  sock_send: [],
  fd_fdstat_set_flags: ['fd_fdstat_get', 'fd_fdstat_set_flags'],
  fd_prestat_dir_name: ['fd_prestat_get', 'fd_prestat_dir_name'],
  fd_readdir: ['fd_filestat_get', 'fd_readdir'],
  poll_oneoff: ['fd_fdstat_get', 'poll_oneoff'],
}

export function adapterFunctions(profile: Profile): Preview1Name[] {
  const more: Preview1Name[] = []
  if (needs.turning(profile)) more.push('fd_seek')
  if (needs.positions(profile) || needs.directories(profile)) more.push('fd_fdstat_get')
  if (needs.polledFiles(profile)) more.push('fd_filestat_get', 'fd_tell')
  if (needs.directories(profile) && uses(profile, 'fd_filestat_set_times')) more.push('path_filestat_set_times')
  return [...new Set([...profile.functions.map(baseOf).flatMap((name) => SERVED_BY[name] ?? [name]), ...more])].sort()
}

/** Whether the guest imports one of `names`, or the function of wasi_unstable that does the same. */
const uses = (profile: Profile, ...names: Preview1Name[]): boolean =>
  profile.functions.some((name) => names.includes(baseOf(name)))

/** What a profile needs in addition to the adapter's functions of the same names. */
export const needs = {
  arguments: (profile: Profile): boolean => uses(profile, 'args_get', 'args_sizes_get'),
  environment: (profile: Profile): boolean => uses(profile, 'environ_get', 'environ_sizes_get'),
  exit: (profile: Profile): boolean => uses(profile, 'proc_exit'),
  /** Whether strings go from the guest to the host. */
  strings: (profile: Profile): boolean =>
    profile.functions.some((name) => wasi[name].params.some(({ kind }) => kind === 'in-string')),
  /** Whether a descriptor can be read and written in turn: see `directed` in bridge/special.ts. */
  turning: (profile: Profile): boolean => uses(profile, 'path_open') && uses(profile, 'fd_read') && uses(profile, 'fd_write'),
  /** Whether a descriptor without positions can be opened, in which the adapter would seek: see bridge/positions.ts. */
  positions: (profile: Profile): boolean => uses(profile, 'path_open') && uses(profile, 'fd_seek', 'fd_tell'),
  /** Whether files can be polled: see bridge/polling.ts. */
  polledFiles: (profile: Profile): boolean => uses(profile, 'path_open') && uses(profile, 'poll_oneoff'),
  /** Whether a function can get a directory that the adapter takes for a bad descriptor: see bridge/directories.ts. */
  directories: (profile: Profile): boolean =>
    uses(profile, 'path_open') &&
    uses(profile, 'fd_read', 'fd_pread', 'fd_filestat_set_size', 'fd_filestat_set_times', 'fd_sync', 'fd_datasync'),
}
