/**
 * The slope of the line that fits the points best.
 * @param {(readonly [number, number])[]} points
 */
export const slope = (points) => {
  const mean = (index) => points.reduce((sum, point) => sum + point[index], 0) / points.length
  const [x, y] = [mean(0), mean(1)]
  const products = points.reduce((sum, [a, b]) => sum + (a - x) * (b - y), 0)
  return products / points.reduce((sum, [a]) => sum + (a - x) ** 2, 0)
}

/** The part of the runs that warms up: code is compiled, and caches and pools fill. */
export const WARM = 0.1

/**
 * The growth for each run, in bytes, after the first runs.
 * @param {(readonly [run: number, bytes: number])[]} samples
 */
export const growth = (samples) => slope(samples.slice(Math.ceil(samples.length * WARM)))
