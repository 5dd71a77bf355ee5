import type { Modules, Row, Run } from '../project.js'
import { shared, vite } from './shared.js'

const vitest4: Modules = {
  name: 'vitest4',
  packages: {
    vite,
    '@vitest/browser-playwright': '4.1.12',
    'happy-dom': '21.0.4',
    jsdom: '26.1.0',
    playwright: '1.65.1',
    vitest: '4.1.12',
  },
}

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

const vitest: Omit<Row, 'modules'> = {
  sections: ['Vitest'],
  files: { 'browser.config.ts': inBrowser },
  runs: [...environments, { name: 'browser mode', commands: ['vitest run --config browser.config.ts'], prints: passed }],
}

const transpile = ['main', 'lib'].map((name) => `unwasi transpile ${name}.wasm -o guests/${name}`)
const inJest = /Tests: +2 passed/

const jest: Row = {
  sections: ['ES modules and Jest 29', 'Jest'],
  modules: {
    name: 'jest',
    packages: { '@babel/preset-env': '7.29.14', jest: '30.5.2', 'jest-environment-jsdom': '30.5.2' },
  },
  files: {
    'package.json': '{ "private": true }',
    'babel.config.json': '{ "presets": [["@babel/preset-env", { "targets": { "node": "current" } }]] }',
  },
  runs: [
    { name: 'node', commands: ['jest --no-cache'], prints: inJest },
    { name: 'jsdom', commands: ['jest --no-cache --env jsdom'], prints: inJest },
    {
      name: 'ES modules',
      commands: [
        ...transpile,
        // The files of a package are ES modules if its manifest says so.
        `node --eval "fs.writeFileSync('package.json', JSON.stringify({ type: 'module' }))"`,
        'NODE_OPTIONS=--experimental-vm-modules jest --no-cache --config jest.esm.config.mjs',
      ],
      prints: inJest,
    },
  ],
  heavy: true,
}

export const rows: Row[] = [
  { ...vitest, variant: 'version 5', modules: shared },
  { ...vitest, variant: 'version 4', modules: vitest4, heavy: true },
  jest,
]
