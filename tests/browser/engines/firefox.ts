import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

import type { Engine } from './engine.js'
import { connect } from './marionette.js'
import { start, until } from './process.js'
import { SCRIPT_TIMEOUT, webdriverBrowser } from './webdriver.js'

const executable = process.env['FIREFOX_PATH'] ?? '/usr/bin/firefox-esr'

/** Port 0 is any free port, which Firefox writes into a file of the profile. */
const preferences = `
user_pref("marionette.port", 0);
user_pref("app.normandy.enabled", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("browser.shell.checkDefaultBrowser", false);
`

export const firefox: Engine = {
  name: 'Firefox',
  missing: existsSync(executable) ? undefined : 'firefox-esr',
  jspi: true,
  endsComputing: true,
  async start() {
    const profile = mkdtempSync(path.join(tmpdir(), 'unwasi-firefox-'))
    writeFileSync(path.join(profile, 'user.js'), preferences)
    const browser = start(executable, ['--marionette', '--headless', '--no-remote', '--profile', profile, 'about:blank'])
    const port = await until(() => {
      const text = readFileSync(path.join(profile, 'MarionetteActivePort'), 'utf8')
      if (text === '') throw new Error('The port is not written yet.')
      return Number(text)
    }, browser)
    const { command, end } = await connect(port)
    await command('WebDriver:NewSession', { timeouts: { script: SCRIPT_TIMEOUT, pageLoad: SCRIPT_TIMEOUT } })
    return webdriverBrowser(
      {
        navigate: (url) => command('WebDriver:Navigate', { url }),
        executeAsync: (script) => command('WebDriver:ExecuteAsyncScript', { script, args: [] }),
        performActions: (actions) => command('WebDriver:PerformActions', { actions }),
      },
      async () => {
        end()
        await browser.stop()
        rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
      },
    )
  },
}
