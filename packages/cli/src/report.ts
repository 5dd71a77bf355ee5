import type { Inspection } from '@unwasi/core'
import { lines, oneLine } from '@unwasi/core/text'
import picocolors from 'picocolors'

import { table } from './arguments.js'
import { humanSize } from './files.js'

const kinds: Record<Inspection['kind'], string> = {
  command: 'a command: a program that runs from start to end',
  reactor: 'a library (reactor): functions to call',
  component: 'a component',
  module: 'a core module with nothing to call',
}

/** Longer names would crowd out everything else. */
const LONGEST = 200

/** A name that the file contains, or the file's own name, made safe to print. */
function shown(name: string): string {
  return oneLine(name.length > LONGEST ? `${name.slice(0, LONGEST)}…` : name)
}

/** An inspection as text for people. */
export function report(found: Inspection & { file: string }, colored: boolean): string {
  const colors = picocolors.createColors(colored && picocolors.isColorSupported)
  const { refusal } = found
  const facts: [string, string][] = [
    [
      'kind',
      found.adapter?.present ? 'a component that contains a preview1 program and the official adapter' : kinds[found.kind],
    ],
    ['built by', found.toolchain ? shown(versioned(found.toolchain)) : 'unknown'],
    ['size', sizes(found)],
    ['memory', memories(found)],
    ['features', [...new Set([...found.features, ...found.targetFeatures])].map(shown).join(', ')],
    ['engines', compiling(found.engines)],
    ['converts', refusal ? colors.red(oneLine(`no: ${refusal.headline}`)) : colors.green('yes')],
    ['why', lines(refusal?.why ?? '')],
    ['fix', lines(refusal?.fix ?? '')],
    ['see', refusal?.see ?? ''],
  ]
  const blocks = [
    [colors.bold(oneLine(found.file)), ...table(facts.filter(([, text]) => text !== ''))],
    adapter(colors.bold(found.adapter?.present ? 'adapter' : 'with the official adapter'), found),
    listing(colors.bold('engines by feature'), engines(found)),
    listing(colors.bold('needs'), needs(found)),
    listing(colors.bold('exports'), exported(found)),
    found.notes.length === 0 ? [] : [colors.bold('notes'), ...found.notes.map((note) => `  ${oneLine(note)}`)],
  ]
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')
}

function adapter(title: string, { adapter: about }: Inspection): string[] {
  if (about === undefined) return []
  const rows = [
    ...(about.release === undefined ? [] : [['version', `the adapter of wasmtime ${about.release.wasmtime}`]]),
    [about.outcome, about.why],
    ...about.advice.map((sentence, index) => [index === 0 ? 'now' : '', sentence]),
  ]
  return [title, ...table(rows)]
}

function engines({ engines: { features, waiting } }: Inspection): string[][] {
  return [
    ...features.map(({ feature, ...since }) => [feature, versions(since)]),
    ...(waiting === undefined ? [] : [['waiting in a page', `${versions(waiting)} (JSPI); elsewhere it blocks the page`]]),
  ]
}

/** The engines that can compile a program, or nothing if it needs no newer feature. */
function compiling({ lowest, features }: Inspection['engines']): string {
  const listed = versions(lowest)
  return listed === '' && features.length > 0 ? 'none has all of its features yet' : listed
}

const NAMES = { node: 'Node', chrome: 'Chrome', firefox: 'Firefox', safari: 'Safari' } as const

function versions(since: Inspection['engines']['lowest']): string {
  const listed = Object.entries(NAMES).flatMap(([engine, name]) => {
    const version = since[engine as keyof typeof NAMES]
    return version === undefined ? [] : [`${name} ${version}`]
  })
  return listed.join(', ')
}

function versioned({ name, version }: { name: string; version?: string }): string {
  return version === undefined ? name : `${name} ${version}`
}

function sizes({ sizes: { total, ...parts } }: Inspection): string {
  const listed = Object.entries(parts)
    .filter(([, bytes]) => bytes > 0)
    .map(([name, bytes]) => `${name} ${humanSize(bytes)}`)
  return `${humanSize(total)} (${listed.join(', ')})`
}

function memories({ memories: list }: Inspection): string {
  return list
    .map(({ min, max, pageSize, shared, memory64, imported }) => {
      const bytes = (pages: number) => humanSize(pages * pageSize)
      const traits = [shared && 'shared', memory64 && '64-bit', imported && 'imported'].filter(Boolean)
      return [`${bytes(min)} at least`, ...(max === undefined ? [] : [`${bytes(max)} at most`]), ...traits].join(', ')
    })
    .join('; ')
}

/** One row for each need, with the imports that cause it. */
function needs({ imports }: Inspection): string[][] {
  const rows = new Map<string, string[]>()
  for (const { module, name, needs: need } of imports) {
    const outside = module !== 'wasi_snapshot_preview1' && name !== undefined
    rows.set(need, [...(rows.get(need) ?? []), shown(outside ? `${module}.${name}` : (name ?? module))])
  }
  return [...rows].map(([need, names]) => [need, names.join(' ')])
}

function exported({ exports: list }: Inspection): string[][] {
  return list.map(({ name, kind, type }) => [
    shown(name),
    type === undefined ? kind : `${kind} (${type.params.join(', ')}) -> (${type.results.join(', ')})`,
  ])
}

function listing(title: string, rows: string[][]): string[] {
  return rows.length === 0 ? [] : [title, ...table(rows)]
}
