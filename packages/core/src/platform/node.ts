import { basename, dirname, resolve } from 'node:path'
import { defaultCacheFolder, FolderCache } from './cache.js'
import type { Cache } from './cache-type.js'

/**
 * Returns the cache of a conversion.
 * @param file the input, which has the default cache folder of its project
 * @param folder the option `cache`
 */
export function openCache(file: string | undefined, folder: string | false | undefined): Cache {
  const chosen = folder ?? defaultCacheFolder(file === undefined ? process.cwd() : dirname(file))
  return new FolderCache(chosen === false ? false : resolve(chosen))
}

/** Returns the last part of a path. */
export const fileName = (path: string): string => basename(path)

/** Throws a `SyntaxError` unless `statements` can be the body of a function. It does not run them. */
export function checkSyntax(statements: string): void {
  process.getBuiltinModule('node:vm').compileFunction(statements)
}

/**
 * Returns the size of `bytes` once they are compressed, as an estimate. The fastest level is enough to compare, and takes 10 ms for a
 * megabyte. An import of zlib would make the start of Node longer.
 */
export const deflatedSize: ((bytes: Uint8Array) => number) | undefined = (bytes) =>
  process.getBuiltinModule('node:zlib').deflateRawSync(bytes, { level: 1 }).length
