/** How a test's directories come about; `component`: in memory too, for the portable component of the test. */
export type Mode = 'memory' | 'host' | 'command line' | 'component'

/**
 * Tests that are known to fail, by name, with the reason and what would have to change. A test that is listed must fail: one that
 * has come to pass is to be taken off.
 */
export const exceptions: Readonly<Record<string, { readonly modes: readonly Mode[]; readonly reason: string }>> = {}
