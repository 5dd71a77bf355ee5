// The CPU time and the memory of processes, from Linux' /proc.
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as later } from 'node:timers/promises'

const read = (file) => {
  try {
    return readFileSync(file, 'latin1')
  } catch {
    // The process or the thread has ended.
    return undefined
  }
}

/** The ids of the process `pid` and of its descendants. */
const tree = (pid) => {
  const parents = new Map()
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const parent = / [A-Za-z] (\d+) /.exec(read(`/proc/${name}/stat`)?.replace(/^.*\)/s, '') ?? '')?.[1]
    if (parent !== undefined) parents.set(Number(name), Number(parent))
  }
  const found = [pid]
  for (const one of found) for (const [child, parent] of parents) if (parent === one) found.push(child)
  return found
}

/** The nanoseconds that all threads of these processes have run. */
const spent = (pid) => {
  let sum = 0
  for (const one of tree(pid)) {
    for (const thread of readdirSync(`/proc/${one}/task`)) {
      sum += Number(read(`/proc/${one}/task/${thread}/schedstat`)?.split(' ')[0] ?? 0)
    }
  }
  return sum
}

/** The share of one CPU that the process and its descendants use during `milliseconds`, in per cent. */
export async function usage(pid, milliseconds) {
  const [before, from] = [spent(pid), performance.now()]
  await later(milliseconds)
  return (spent(pid) - before) / 1e4 / (performance.now() - from)
}

/** The bytes of memory that the process and its descendants hold, pages that they share counted once for each. */
export const resident = (pid) =>
  tree(pid).reduce((sum, one) => sum + 1024 * Number(/VmRSS:\s+(\d+)/.exec(read(`/proc/${one}/status`) ?? '')?.[1] ?? 0), 0)
