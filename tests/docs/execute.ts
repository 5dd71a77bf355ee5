import { execFile, type ExecFileException } from 'node:child_process'
import path from 'node:path'

import type { Browser } from 'playwright-core'

import { launch, visit } from '../browser/chromium.js'
import { serve } from '../browser/serve.js'
import { bun } from '../bundlers/harness/bun.js'
import { environment } from './shell.js'
import { nodeWithJspi } from './tools.js'

/** Where a program runs. `jspi` is a version of Node that has it. */
export type Engine = 'node' | 'jspi' | 'bun' | 'chromium'

const commands: Record<Exclude<Engine, 'chromium'>, string> = {
  node: process.execPath,
  jspi: nodeWithJspi ?? 'node',
  bun,
}

/** Runs a script. Returns what it printed on both outputs. */
export function runScript(engine: Exclude<Engine, 'chromium'>, file: string, cwd: string, args: string[] = []): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      commands[engine],
      [...args, file],
      { cwd, env: environment(), timeout: 60_000 },
      (error: ExecFileException | null, stdout, stderr) => {
        if (error === null) resolve(stdout + stderr)
        else reject(new Error(`${path.basename(file)} failed in ${engine}:\n${stdout}${stderr}`, { cause: error }))
      },
    )
    child.stdin?.end()
  })
}

/** Browsers ask for an icon by themselves. Other requests that fail are also reported with their URL. */
const isOfPage = (message: string) => !message.includes('favicon.ico') && !message.startsWith('Failed to load resource')

let browser: Promise<Browser> | undefined

/** Opens a page. Returns what it logs, as soon as `enough` accepts that. */
export async function openPage(file: string, enough: (printed: string) => boolean): Promise<string> {
  browser ??= launch()
  const site = await serve(path.dirname(file))
  try {
    const { page, problems } = await visit(await browser, 'about:blank')
    let printed = ''
    page.on('console', (message) => {
      if (isOfPage(message.text())) printed += `${message.text()}\n`
    })
    await page.goto(site.url + path.basename(file))
    const deadline = Date.now() + 30_000
    while (!enough(printed) && !problems.some(isOfPage) && Date.now() < deadline) await page.waitForTimeout(20)
    await page.close()
    const real = problems.filter(isOfPage)
    return real.length === 0 ? printed : `${printed}${real.join('\n')}\n`
  } finally {
    await site.close()
  }
}

/** Ends the browser if one was started. */
export async function closeBrowser(): Promise<void> {
  await (await browser)?.close()
  browser = undefined
}
