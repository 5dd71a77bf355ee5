import type { Modules, Row, Run } from '../project.js'
import { vite } from './vite.js'

const modules = (version: string): Modules => ({
  name: `vitest${version.split('.')[0]}`,
  packages: {
    vite,
    '@vitest/browser-playwright': version,
    'happy-dom': '21.0.4',
    jsdom: '26.1.0',
    playwright: '1.65.1',
    vitest: version,
  },
})

const passed = /Tests +1 passed/

const environments: Run[] = ['node', 'jsdom', 'happy-dom'].map((environment) => ({
  name: environment,
  commands: [`vitest run --environment ${environment}`],
  prints: passed,
}))

/** Playwright's own browsers are not installed. */
const inBrowser = `
import unwasi from '@unwasi/vite'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'

const provider = playwright({
  launchOptions: { executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium', args: ['--no-sandbox'] },
})

export default defineConfig({
  plugins: [unwasi()],
  test: { browser: { enabled: true, headless: true, screenshotFailures: false, provider, instances: [{ browser: 'chromium' }] } },
})
`

export const rows: Row[] = ['4.1.12', '5.1.2'].map((version) => ({
  sections: ['Vitest'],
  variant: `version ${version}`,
  modules: modules(version),
  files: { 'browser.config.ts': inBrowser },
  runs: [...environments, { name: 'browser mode', commands: ['vitest run --config browser.config.ts'], prints: passed }],
}))
