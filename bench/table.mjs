export function median(values) {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** Rounds to two or three significant digits: `0.0026`, `0.29`, `17.6`, `1230`. */
export function digits(value) {
  if (value === 0) return '0'
  if (value < 0.1) return value.toPrecision(2)
  if (value >= 100) return value.toFixed(0)
  return value >= 10 ? value.toFixed(1) : value.toFixed(2)
}

export function ratio(ours, theirs) {
  return ours === undefined || theirs === undefined ? undefined : ours / theirs
}

/** Whether a figure keeps its budget, which is the most that it may be: `ok`, `over`, or nothing if there is no budget. */
export const most = (value, budget) => verdict(value, budget, value <= budget)

/** The same for a budget that is the least that a figure may be. */
export const least = (value, budget) => verdict(value, budget, value >= budget)

const verdict = (value, budget, kept) => (value === undefined || budget === undefined ? '' : kept ? 'ok' : 'over')

/** A Markdown table. The first column is text, the others are numbers or text. */
export function table(head, rows) {
  const cells = [head, ...rows].map((row) => row.map((cell) => (typeof cell === 'number' ? digits(cell) : (cell ?? 'crashed'))))
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column].length)))
  const line = (row) =>
    `| ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join(' | ')} |`
  const rule = `| ${widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`
  return [line(cells[0]), rule, ...cells.slice(1).map(line)].join('\n')
}
