/**
 * Resolves after a turn of the event loop. Browsers delay timers: by 4 ms, and by a second or more in a tab that is not shown. Some
 * servers have nothing but timers, such as Cloudflare Workers with a compatibility date before August 2025.
 */
export const turn = (): Promise<void> =>
  new Promise((resolve) => {
    const { MessageChannel: Channel } = globalThis as { MessageChannel?: typeof MessageChannel }
    if (!Channel) return void setTimeout(resolve)
    const { port1, port2 } = new Channel()
    port1.addEventListener('message', () => {
      port1.close()
      resolve()
    })
    port1.start()
    port2.postMessage(0)
  })
