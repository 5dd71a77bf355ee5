import { existsSync } from 'node:fs'

import { installation } from './installation.mjs'
import { answer } from './spawn.mjs'
import { median } from './table.mjs'

const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
const budget = { runtime: 3, ms: 200 }

/** The requests and the milliseconds of the first run in a page of Vite's dev server. Undefined without Chromium. */
export async function bench({ guests, rounds }) {
  if (!existsSync(executablePath)) {
    console.error(`no dev server: there is no Chromium at ${executablePath}; set CHROMIUM_PATH`)
    return {}
  }
  const folder = await installation()
  const found = {}
  for (const [name, guest] of Object.entries(guests)) {
    const pages = []
    for (let round = 0; round < rounds; round++) {
      const visit = await answer('dev-server', { guest, folder, executablePath })
      if (visit !== undefined) pages.push(visit)
    }
    const of = (key) => (pages.length === 0 ? undefined : median(pages.map((visit) => visit[key])))
    found[name] = { requests: of('requests'), runtime: of('runtime'), ms: of('ms') }
  }
  return found
}

export const shape = {
  head: ["Vite's dev server, first visit", 'requests', 'of the runtime', 'budget', 'ms to the exit code', 'budget'],
  rows: (found) =>
    Object.entries(found).map(([name, { requests, runtime, ms }]) => [
      name,
      requests?.toFixed(0),
      runtime?.toFixed(0),
      budget.runtime.toFixed(0),
      ms,
      budget.ms,
    ]),
}
