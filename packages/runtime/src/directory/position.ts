import { FileTooLarge, Invalid, fail } from '../errno/errno.js'

/** An i64 as a position. Above 2^53 it is rounded, which no file reaches. From 2^63 on it is a negative off_t, and fails. */
export const position = (offset: bigint): number => (offset < 0n ? fail(Invalid) : Number(offset))

/** Fails for positions that are rounded, because nothing may be written there. */
export const writePosition = (offset: number): number => (offset > Number.MAX_SAFE_INTEGER ? fail(FileTooLarge) : offset)
