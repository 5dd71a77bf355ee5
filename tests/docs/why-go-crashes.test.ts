import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { describe, expect, it } from 'vitest'

import { blocksOf, workspace } from './blocks.js'
import { matches } from './output.js'
import { has } from './tools.js'

const page = 'docs/why-go-crashes.md'
const [shown] = blocksOf(page).filter(({ kind, section }) => kind === 'output' && section === 'Reproduce it')

const node = (file: string) => `${process.execPath} ${path.join(workspace, file)}`

/** Several paths of `go`, separated as in PATH. The page has the results of seven releases. */
const gos = (process.env['UNWASI_GO'] ?? 'go').split(path.delimiter)

/** Runs the script of the page, with the official adapter that core contains and a host for components that does not repair them. */
const reproduce = (go: string, more: Record<string, string> = {}): string =>
  execFileSync(process.execPath, [path.join(workspace, 'docs/why-go-crashes/reproduce.mjs')], {
    encoding: 'utf8',
    env: {
      ...process.env,
      ...more,
      GO: go,
      COMPONENT_NEW: `${node('tests/docs/official-adapter.mjs')} new {in} {out}`,
      RUN: `${node('tests/docs/official-adapter.mjs')} run {in}`,
      REPAIR: `${node('packages/cli/bin/unwasi.js')} component {in} -o {out}`,
    },
  })

/** Go 1.24 and 1.25 reserve 4 MB of heap before `main` begins, so that even a program with a small heap crashes. */
const withSmallHeap = (printed: string): string =>
  /^go1\.2[45]\b/.test(printed)
    ? printed.replace('depth 4: CRASH after 0 lines: assertion failed at adapter line 2857', 'depth 4: right')
    : printed

describe.skipIf(!has('go'))('docs/why-go-crashes.md', () => {
  it.each(gos)('%s: the official adapter breaks the program, and unwasi repairs the component', (go) => {
    const printed = reproduce(go)
    expect(shown?.code).toContain('CRASH')
    const expected = shown?.code.replaceAll(/^go1\.\S+|\d+ lines/gm, '…') ?? ''
    expect(matches(withSmallHeap(printed), expected), printed).toBe(true)
  })

  it.each(gos)('%s: the runtime that the page changes is the one of this release', (go) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'unwasi-overlay-'))
    try {
      execFileSync(process.execPath, [path.join(workspace, 'docs/why-go-crashes/overlay.mjs'), folder], {
        env: { ...process.env, GO: go },
      })
      const overlay = path.join(folder, 'overlay.json')
      expect(Object.keys((JSON.parse(readFileSync(overlay, 'utf8')) as { Replace: object }).Replace)).toHaveLength(3)
      // Go builds its standard library again, which takes a minute.
      if (process.env['UNWASI_GO'] === undefined) return
      expect(reproduce(go, { GOFLAGS: `-overlay=${overlay}` })).not.toContain('CRASH')
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
