/** Resolves after a turn of the event loop. Browsers delay timers: by 4 ms, and by a second or more in a tab that is not shown. */
export const turn = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.addEventListener('message', () => {
      port1.close()
      resolve()
    })
    port1.start()
    port2.postMessage(0)
  })
