/** The minutes that each step of `npm test` may take on an idle machine with two cores. Together they stay below 40. */
export const budgets = {
  install: 0.75,
  build: 0.5,
  checks: 1,
  unit: 2.25,
  integration: 2.5,
  conformance: 1,
  bundlers: 11,
  frameworks: 4.5,
  docs: 1.5,
  fuzz: 1.25,
  browser: 8.5,
  engines: 4,
}

/** Measures the steps of a run. */
export class Times {
  /** Name and milliseconds of each step so far. */
  #steps = []

  /**
   * Calls `act`, and returns what it returns.
   * @template T
   * @param {string} name
   * @param {() => T} act
   * @returns {T}
   */
  measure(name, act) {
    const from = performance.now()
    try {
      return act()
    } finally {
      this.#steps.push([name, performance.now() - from])
    }
  }

  /** A table of all steps. A step over its budget is marked, but does not fail: other work on the machine may have slowed it down. */
  table() {
    const total = this.#steps.reduce((sum, [, time]) => sum + time, 0)
    const allowed = Object.values(budgets).reduce((sum, minutes) => sum + minutes, 0)
    return [...this.#steps.map(([name, time]) => line(name, time, budgets[name])), line('total', total, allowed)].join('\n')
  }
}

/**
 * @param {string} name
 * @param {number} time in milliseconds
 * @param {number | undefined} budget in minutes
 */
export function line(name, time, budget) {
  const spent = `${name.padEnd(12)}${clock(time / 60_000)}`
  if (budget === undefined) return spent
  return `${spent} of${clock(budget)}${time > budget * 60_000 ? '  OVER BUDGET' : ''}`
}

/** Minutes as `M:SS`. */
function clock(minutes) {
  const seconds = Math.round(minutes * 60)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`.padStart(6)
}
