import { existsSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'

import type { Engine } from './engine.js'
import { firstText, start, until } from './process.js'
import { SCRIPT_TIMEOUT, webdriverBrowser } from './webdriver.js'

const driver = process.env['WEBKIT_DRIVER_PATH'] ?? '/usr/bin/WebKitWebDriver'
const display = '/usr/bin/Xvfb'

const environment = {
  // WebKit's sandbox (bubblewrap) does not start in containers, nor for root.
  WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
  GDK_BACKEND: 'x11',
  LIBGL_ALWAYS_SOFTWARE: '1',
  // WebKitGTK 2.50 has no SharedArrayBuffer without this option, unlike Safari, which has it in cross-origin isolated pages.
  JSC_useSharedArrayBuffer: '1',
}

/** WebKitGTK, in the small browser that comes with its driver. Each session has a temporary profile. */
export const webkit: Engine = {
  name: 'WebKit',
  missing: [driver, display].find((file) => !existsSync(file)),
  jspi: false,
  endsComputing: false,
  async start() {
    const screen = start(display, ['-displayfd', '3', '-screen', '0', '1024x768x24', '-nolisten', 'tcp'])
    const DISPLAY = `:${await Promise.race([firstText(screen.extra), screen.ended])}`
    const port = await freePort()
    const server = start(driver, [`--port=${port}`], { ...environment, DISPLAY })
    const command = async (method: string, path: string, body?: object): Promise<unknown> => {
      const response = await fetch(`http://127.0.0.1:${port}/session${path}`, {
        method,
        ...(body && { body: JSON.stringify(body) }),
      })
      const { value } = (await response.json()) as { value: { message?: string } | null }
      if (!response.ok) throw new Error(`WebDriver ${path}: ${value?.message}`)
      return value
    }
    await until(() => fetch(`http://127.0.0.1:${port}/status`), server)
    const timeouts = { script: SCRIPT_TIMEOUT, pageLoad: SCRIPT_TIMEOUT }
    const { sessionId } = (await command('POST', '', { capabilities: { alwaysMatch: { timeouts } } })) as { sessionId: string }
    return webdriverBrowser(
      {
        navigate: (url) => command('POST', `/${sessionId}/url`, { url }),
        executeAsync: (script) => command('POST', `/${sessionId}/execute/async`, { script, args: [] }),
        performActions: (actions) => command('POST', `/${sessionId}/actions`, { actions }),
      },
      async () => {
        await command('DELETE', `/${sessionId}`)
        await server.stop()
        await screen.stop()
      },
    )
  },
}

/** The driver can't choose a port itself. */
const freePort = async (): Promise<number> => {
  const server = createServer()
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
