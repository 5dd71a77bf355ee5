/** What the bytes depend on, besides the versions of the tools that make them. */
export type CacheKey = readonly (string | Uint8Array)[]

/** Keeps what takes long to make. */
export interface Cache {
  /** The absolute path of its folder, or false if it has none and keeps nothing. */
  readonly folder: string | false
  /** Returns the bytes for `key`: from the cache if they are intact, otherwise from `make`, whose result is then kept. */
  remember(key: CacheKey, make: () => Promise<Uint8Array>): Promise<Uint8Array>
  /**
   * Keeps `bytes` as a file with a name that differs for other bytes: `guest-0123456789ab.wasm`. Returns its absolute path, or
   * undefined if it can't be written safely.
   */
  keep(kind: string, extension: string, bytes: Uint8Array): string | undefined
}
