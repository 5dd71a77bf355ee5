/**
 * The number of the format in which an emitted module passes its program to the runtime's `command` and `reactor`. Increase it
 * with each change that an older runtime would misread, here and in the runtime (packages/runtime/src/run/format.ts), which
 * accepts this number and the one before.
 */
export const FORMAT = 2
