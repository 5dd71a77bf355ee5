/** A line of a comparison: in both texts, only in the new one, or only in the old one. */
export interface Line {
  kind: 'same' | 'added' | 'removed'
  text: string
}

/** Above this many cells of the table, what lies between the common start and the common end counts as replaced. */
const CELLS = 4_000_000

/** Compares two texts line by line, by their longest common subsequence. */
export function compare(before: string, after: string): Line[] {
  const [old, made] = [before.split('\n'), after.split('\n')]
  let start = 0
  while (start < old.length && start < made.length && old[start] === made[start]) start++
  let end = 0
  while (end < old.length - start && end < made.length - start && old.at(-1 - end) === made.at(-1 - end)) end++
  const same = (text: string): Line => ({ kind: 'same', text })
  return [
    ...old.slice(0, start).map(same),
    ...middle(old.slice(start, old.length - end), made.slice(start, made.length - end)),
    ...old.slice(old.length - end).map(same),
  ]
}

function middle(old: string[], made: string[]): Line[] {
  const removed = (text: string): Line => ({ kind: 'removed', text })
  const added = (text: string): Line => ({ kind: 'added', text })
  if (old.length * made.length > CELLS) return [...old.map(removed), ...made.map(added)]
  const width = made.length + 1
  // lengths[i * width + j] is the length for the rests of both from line i and line j on.
  const lengths = new Uint32Array((old.length + 1) * width)
  const at = (i: number, j: number) => lengths[i * width + j] ?? 0
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = made.length - 1; j >= 0; j--) {
      lengths[i * width + j] = old[i] === made[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
    }
  }
  const lines: Line[] = []
  let [i, j] = [0, 0]
  for (let text = old[i]; text !== undefined; text = old[i]) {
    const other = made[j]
    if (text === other) {
      lines.push({ kind: 'same', text })
      i++
      j++
    } else if (other === undefined || at(i + 1, j) >= at(i, j + 1)) {
      lines.push(removed(text))
      i++
    } else {
      lines.push(added(other))
      j++
    }
  }
  return [...lines, ...made.slice(j).map(added)]
}
