/**
 * The form of what an emitted module passes to the runtime's `command` and `reactor`. A change that an older runtime would misread gives it
 * the next number, here and in the runtime (packages/runtime/src/run/format.ts), which takes this one and the one before.
 */
export const FORMAT = 1
