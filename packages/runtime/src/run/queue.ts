/** Starts a call when those before it have ended. */
export type Queue = <T>(call: () => Promise<T>) => Promise<T>

/** Makes a queue for the calls of an instance, of which one is under way at a time. A call that finds no other starts at once. */
export const makeQueue = (): Queue => {
  const waiting: (() => void)[] = []
  let busy = false
  return (call) => {
    const turn = async () => {
      busy = true
      try {
        return await call()
      } finally {
        const next = waiting.shift()
        if (next) next()
        else busy = false
      }
    }
    return busy ? new Promise((resolve) => waiting.push(() => resolve(turn()))) : turn()
  }
}
