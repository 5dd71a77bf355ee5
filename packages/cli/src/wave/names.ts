/** Returns the name that a field, flag or function of WIT has in JavaScript, as jco spells it: `get-all` → `getAll`. */
export const camel = (name: string): string =>
  name.toLowerCase().replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

/** The keywords of WAVE. A case of one of these names is written with `%` before it. */
export const KEYWORDS: ReadonlySet<string> = new Set(['true', 'false', 'some', 'none', 'ok', 'err', 'inf', 'nan'])

/** Integer types with their limits. Those of 64 bits are a `bigint` in JavaScript. */
export const INTEGERS: ReadonlyMap<string, readonly [least: bigint, most: bigint]> = new Map(
  [8n, 16n, 32n, 64n].flatMap((bits) => [
    [`u${bits}`, [0n, 2n ** bits - 1n]] as const,
    [`s${bits}`, [-(2n ** (bits - 1n)), 2n ** (bits - 1n) - 1n]] as const,
  ]),
)
