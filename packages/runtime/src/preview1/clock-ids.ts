/** Preview1 `clockid`. The clocks of CPU time are not supported. */
export const Realtime = 0
export const Monotonic = 1
