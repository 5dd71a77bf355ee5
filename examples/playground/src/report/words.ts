import { oneLine } from '@unwasi/core/text'

import type { Report } from '../engine/index.js'
import { humanSize } from '../model/bytes.js'

/** Longer names would crowd out everything else. */
const LONGEST = 120

/** A name that the file contains, with its invisible characters escaped. */
export const shown = (name: string): string => oneLine(name.length > LONGEST ? `${name.slice(0, LONGEST)}…` : name)

/** What it was made with, if the file shows that. */
export function toolchain({ toolchain: built, languages }: Report): string | undefined {
  if (built) return shown(built.version === undefined ? built.name : `${built.name} ${built.version}`)
  const [language] = languages
  return language && shown(language.name)
}

export interface Verdict {
  tone: 'good' | 'warning' | 'bad'
  title: string
  /** What it means, a sentence each. */
  sentences: string[]
}

/** What the page says first: whether the file runs, and what is special about it. */
export function verdict(report: Report): Verdict {
  const { refusal, adapter } = report
  if (refusal) return { tone: 'bad', title: 'unwasi can’t run this file', sentences: [sentence(refusal.headline)] }
  const made = report.toolchain && ` made with ${shown(report.toolchain.name)}`
  if (adapter?.present && adapter.outcome === 'crashes')
    return {
      tone: 'warning',
      title: 'This component crashes elsewhere',
      sentences: [
        'The official adapter in it and the program write to the same memory.',
        'It runs here, and you can download it repaired.',
      ],
    }
  if (adapter?.present && adapter.outcome === 'may crash')
    return {
      tone: 'warning',
      title: 'This component may crash elsewhere',
      sentences: [
        'The official adapter in it takes memory that the program may use.',
        'It runs here, and you can download it repaired.',
      ],
    }
  if (report.kind === 'component')
    return { tone: 'good', title: `A component${made ?? ' of WASI 0.2'}`, sentences: ['It converts, and runs in this page.'] }
  const kind = report.kind === 'command' ? 'program' : 'library'
  const sentences = [`It is a WASI preview1 ${kind}. It runs in this page, and can become a portable component.`]
  if (adapter?.outcome === 'crashes')
    sentences.push('The official adapter would make a component of it that crashes. unwasi gives the adapter a separate memory.')
  if (adapter?.outcome === 'may crash') sentences.push('A component that the official adapter makes of it may crash.')
  return { tone: 'good', title: made === undefined ? `A WASI ${kind}` : `A ${kind}${made}`, sentences }
}

/** A headline of core as a sentence. */
export function sentence(headline: string): string {
  const text = headline.slice(0, 1).toUpperCase() + headline.slice(1)
  return /[.!?]$/.test(text) ? text : `${text}.`
}

/** The first versions of the engines that can do something. */
export function versions({ chrome, firefox, safari, node }: Report['engines']['lowest']): string {
  const listed: [string, string | number | undefined][] = [
    ['Chrome', chrome],
    ['Firefox', firefox],
    ['Safari', safari],
    ['Node', node],
  ]
  return listed.flatMap(([engine, version]) => (version === undefined ? [] : [`${engine} ${version}`])).join(', ')
}

export function engines({ engines: { lowest, features } }: Report): string {
  const listed = versions(lowest)
  if (listed !== '') return listed
  return features.length > 0 ? 'None has all of its features yet' : 'All with WebAssembly'
}

export function memory({ memories }: Report): string {
  return memories
    .map(({ min, max, pageSize, shared, memory64 }) => {
      const traits = [max !== undefined && `${humanSize(max * pageSize)} at most`, shared && 'shared', memory64 && '64-bit']
      return [`${humanSize(min * pageSize)} at least`, ...traits.filter((trait) => trait !== false)].join(', ')
    })
    .join('; ')
}

/** A module can import more functions than a page can show. */
const MOST_IMPORTS = 200

/** The imports by what they need, without those that need nothing. */
export function needs({ imports }: Report): Map<string, string[]> {
  const rows = new Map<string, string[]>()
  for (const { module, name, needs: need } of imports) {
    const outside = module !== 'wasi_snapshot_preview1' && name !== undefined
    const names = rows.get(need) ?? []
    if (names.push(outside ? `${module}.${name}` : (name ?? module)) === 1) rows.set(need, names)
  }
  for (const [need, names] of rows) {
    const rest = names.length - MOST_IMPORTS
    rows.set(need, [...names.slice(0, MOST_IMPORTS).map(shown), ...(rest > 0 ? [`… and ${rest} more`] : [])])
  }
  return rows
}
