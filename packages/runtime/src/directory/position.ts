import { FileTooLarge, Invalid, fail } from '../errno/errno.js'

/** An i64 as position: beyond 2^53 it is rounded; no file reaches there. 2^63 and above would be a negative off_t. */
export const position = (offset: bigint): number => (offset < 0n ? fail(Invalid) : Number(offset))

/** Fails where positions are rounded: nothing is written there. */
export const writePosition = (offset: number): number => (offset > Number.MAX_SAFE_INTEGER ? fail(FileTooLarge) : offset)
