/** How a test gets its directories. `component` means in memory, for the portable component of the test. */
export type Mode = 'memory' | 'host' | 'command line' | 'component'

/**
 * Tests that are known to fail, by name, with the reason and what would have to change. A listed test must fail, so one that has
 * started to pass has to be removed.
 */
export const exceptions: Readonly<Record<string, { readonly modes: readonly Mode[]; readonly reason: string }>> = {}
