import { readFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { hasChromium, launch, visit } from '../browser/chromium.js'
import { hasNode, run, serve } from './processes.js'
import { greeting, makeProject, type Project, type Row, type Run } from './project.js'
import { rows } from './projects/index.js'
import { inOrder, overview, pages, sections } from './sections.js'

const minutes = 60_000

/** A CI that lacks something fails. */
const required = Boolean(process.env.CI)
const all = process.env.UNWASI_FRAMEWORKS === 'all'
const withBrowser = hasChromium || required

/** The sections whose projects need more than a server and a page, and the files that test them. */
const elsewhere = {
  'Service workers': 'service-worker.test.ts',
  'Browser extensions (Manifest V3)': 'extension.test.ts',
  'Module Federation': 'module-federation.test.ts',
}

let browser: Browser | undefined
beforeAll(async () => {
  if (withBrowser) browser = await launch()
})
afterAll(() => browser?.close())

test('every section with code has a row', () => {
  const tested = new Set([...rows.flatMap((row) => row.sections), ...Object.keys(elsewhere)])
  expect(sections.map(({ heading }) => heading).filter((heading) => !tested.has(heading))).toEqual([])
})

test.each(Object.entries(elsewhere))('%s is tested in %s', (heading, file) => {
  expect(readFileSync(new URL(file, import.meta.url), 'utf8')).toContain(`'${heading}'`)
})

test('the overview links every section', () => {
  expect(sections.map(({ link }) => link).filter((link) => !overview.includes(`](${link})`))).toEqual([])
  expect(pages.filter((page) => !overview.includes(`](${page}`))).toEqual([])
})

const byHeading = sections.map((section) => [section.heading, section] as const)

test.each(byHeading)('%s shows the steps in order', (heading, section) => {
  expect(section.steps).toSatisfy(() => inOrder(section))
  // The import of a package is the same for all builders, so it has a section without the others.
  expect(section.steps.includes('Install')).toBe(heading !== 'Import in a package')
})

test.each(byHeading)('%s installs what it uses, and its commands run', (heading, { files, commands, installs }) => {
  const text = [...Object.values(files), ...commands].join('\n')
  const packages = [...text.matchAll(/(?<=['"]|--import )@unwasi\/(?!runtime|\\w)[a-z]+/g)].map(([name]) => name)
  if (commands.some((command) => command.startsWith('unwasi '))) packages.push('unwasi')
  expect(packages.filter((name) => !installs.includes(name))).toEqual([])
  const run = rows.filter((row) => row.sections.includes(heading)).flatMap((row) => row.runs.flatMap((one) => one.commands ?? []))
  expect(commands.filter((command) => !run.includes(command))).toEqual([])
})

// With `$title`, Vitest would put quotation marks around names, which `-t` would have to repeat.
const named = rows.map((row) => [[...row.sections.slice(-1), ...(row.variant ? [row.variant] : [])].join(', '), row] as const)

/** Whether a row is left out: what is installed needs a newer Node than ours, and heavy rows run on demand. */
const leftOut = ({ heavy, modules }: Row) => (heavy === true && !all) || ('packages' in modules && !hasNode && !required)

describe.each(named)('%s', (_, row) => {
  describe.skipIf(leftOut(row))('in a new project', () => {
    let project: Project
    beforeAll(async () => {
      project = await makeProject(row)
    }, 5 * minutes)
    afterAll(() => project?.remove())

    test.each(row.runs.map((step) => [step.name, step] as const))('%s', (_, step) => check(project.dir, step), 5 * minutes)
  })
})

async function check(
  dir: string,
  { commands = [], prints = /^/, fails, server, answers = {}, page, file, restarts }: Run,
): Promise<void> {
  let printed = ''
  for (const [index, command] of commands.entries())
    printed += await (fails && index === commands.length - 1 ? failure(run(dir, command)) : run(dir, command))
  expect(printed).toMatch(prints)
  if (file !== undefined && browser !== undefined) await expectOnPage(browser, pathToFileURL(path.join(dir, file)).href)
  if (server === undefined) return
  const site = await serve(dir, server, restarts)
  try {
    for (const [route, text] of Object.entries(answers)) await expectAnswer(site.url + route, text)
    if (page !== undefined && browser !== undefined) await expectOnPage(browser, site.url + page)
  } finally {
    await site.close()
  }
}

const failure = (running: Promise<string>): Promise<string> =>
  running.then(
    (printed) => {
      throw new Error(`It did not fail:\n${printed}`)
    },
    (error: unknown) => String(error),
  )

async function expectAnswer(url: string, text: string): Promise<void> {
  const response = await fetch(url)
  const body = await response.text()
  // Error pages are long.
  if (response.status !== 200 || !body.includes(text)) throw new Error(`${url}: ${response.status} ${body.slice(0, 2000)}`)
}

async function expectOnPage(browser: Browser, url: string): Promise<void> {
  const { page, problems } = await visit(browser, url)
  await page
    .getByText(greeting)
    .first()
    .waitFor({ timeout: minutes })
    .catch(async (error: Error) => {
      throw new Error(`${url} shows ${await page.content()}\n${problems.join('\n')}`, { cause: error })
    })
  // Without a URL it is the site's icon, which browsers ask for by themselves. Other requests that fail are also listed with their URL.
  expect(problems.filter((problem) => !problem.startsWith('Failed to load resource'))).toEqual([])
  await page.close()
}
