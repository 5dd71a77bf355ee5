import { mkdirSync, mkdtempSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import path from 'node:path'

import { kindOf } from './finding.mjs'
import { watch } from './watch.mjs'

/** The time without progress after which a child is killed. It is much longer than any limit, because the machine may be busy. */
const PATIENCE = 20_000
/** The number of slow cases that are run again, for each fuzzer and note. Each one costs up to three times its limit. */
const SLOW = 2
const ROUNDS = 3

/** Loads the requested fuzzers. */
export async function loadFuzzers(modules, only) {
  const loaded = await Promise.all(modules.map(async (module) => ({ module, ...(await import(module)).default })))
  const wanted = loaded.filter(({ name }) => only === undefined || only.includes(name))
  if (wanted.length > 0) return wanted
  throw new Error(`there is no fuzzer ${JSON.stringify(only)}, only ${loaded.map(({ name }) => name).join(', ')}`)
}

/**
 * Runs the fuzzers, each with its share of `cases`.
 *
 * @returns { findings, totals }: findings by kind ({ fuzzer, kind, number, message, count, files, repeat }), and how the cases
 * ended
 */
export async function fuzz({ modules, cases, seed, only, number, jobs = availableParallelism(), log = () => {} }) {
  const fuzzers = await loadFuzzers(modules, only)
  const run = new Run(seed, log, fuzzers)
  const shares = fuzzers.reduce((sum, { share }) => sum + share, 0)
  const queue = fuzzers.flatMap((fuzzer) => {
    if (number !== undefined) return [{ fuzzer, from: number, to: number + 1, alone: true }]
    const count = Math.max(1, Math.round((cases * fuzzer.share) / shares))
    return batches(fuzzer, count, fuzzer.batch ?? 500)
  })
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) await run.batch(next)
  }
  await Promise.all(Array.from({ length: Math.min(jobs, queue.length) }, worker))
  await run.judgeSlow()
  return run.result()
}

function batches(fuzzer, count, size) {
  const found = []
  for (let from = 0; from < count; from += size) found.push({ fuzzer, from, to: Math.min(from + size, count) })
  return found
}

class Run {
  #seed
  #log
  #findings = new Map()
  #slow = new Map()
  #totals
  #scratch

  constructor(seed, log, fuzzers) {
    this.#seed = seed
    this.#log = log
    this.#totals = new Map(fuzzers.map(({ name }) => [name, { cases: 0, seconds: 0, outcomes: new Map() }]))
  }

  #watch({ fuzzer, ...job }, patience = PATIENCE) {
    const { module, flags, env } = fuzzer
    return watch({ module, seed: this.#seed, ...job }, { flags, env, patience: Math.max(patience, 3 * (fuzzer.limit ?? 0)) })
  }

  /** Runs all cases from `from` to `to`, and continues after those at which a child dies. */
  async batch({ fuzzer, from, to, alone }) {
    const total = this.#totals.get(fuzzer.name)
    const start = performance.now()
    const count = to - from
    while (from < to) {
      const { messages, end } = await this.#watch({ fuzzer, from, to, alone })
      const reached = await this.#take(fuzzer, messages)
      if (end === undefined && reached === undefined) break
      if (end?.hung) this.#remember(fuzzer, { number: end.number, cost: Infinity, note: 'hangs' })
      else if (end) await this.#crash(fuzzer, end)
      from = Math.max(from, (reached ?? end.number) + 1)
      // Restarting at the same case again and again would make no progress.
    }
    total.cases += count
    total.seconds += (performance.now() - start) / 1000
  }

  async #take(fuzzer, messages) {
    let reached
    for (const message of messages) {
      if (message.type === 'finding') await this.#find(fuzzer, message)
      if (message.type === 'slow') this.#remember(fuzzer, message)
      if (message.type === 'realm') {
        reached = message.number
        await this.#realm(fuzzer, message)
      }
      const { outcomes } = this.#totals.get(fuzzer.name)
      for (const [name, count] of message.outcomes ?? []) outcomes.set(name, (outcomes.get(name) ?? 0) + count)
    }
    return reached
  }

  async #crash(fuzzer, { number, reason, printed }) {
    const fatal = /^.*(?:FATAL|Fatal|# ).*$/m.exec(printed)?.[0] ?? ''
    await this.#find(fuzzer, { number, kind: kindOf(`${reason} ${fatal}`), message: `${reason}\n${printed.trim()}` })
  }

  /** One of several cases changed the realm. This finds the one that does so alone. */
  async #realm(fuzzer, { from, number, found }) {
    const message = `the host's realm was changed: ${found.join(', ')}`
    const kind = `realm: ${found[0]}`
    if (this.#findings.has(`${fuzzer.name} ${kind}`)) return this.#find(fuzzer, { number, kind, message })
    for (let one = from; one < number; one++) {
      const { messages } = await this.#watch({ fuzzer, from: one, to: one + 1, alone: true })
      if (messages.some(({ type }) => type === 'realm')) return this.#find(fuzzer, { number: one, kind, message })
    }
    return this.#find(fuzzer, { number, kind, message })
  }

  #remember(fuzzer, { number, cost, note = '' }) {
    const key = `${fuzzer.name} ${note}`
    const known = this.#slow.get(key) ?? []
    this.#slow.set(key, known)
    known.push({ fuzzer, number, cost, note })
  }

  /** Repeats slow cases one at a time, because anything may be slow once on a busy machine. */
  async judgeSlow() {
    for (const cases of this.#slow.values()) {
      const worst = cases.sort((a, b) => b.cost - a.cost).slice(0, SLOW)
      for (const { fuzzer, number, note } of worst) {
        const costs = []
        for (let round = 0; round < ROUNDS && costs.length === round; round++) {
          const { messages, end } = await this.#watch({ fuzzer, from: number, to: number + 1, alone: true })
          const slow = messages.find(({ type }) => type === 'slow')
          if (slow || end?.hung) costs.push(slow ? `${Math.round(slow.cost)} ms` : end.reason)
        }
        if (costs.length < ROUNDS) continue
        const message = `it takes too long every time: ${costs.join(', ')}`
        await this.#find(fuzzer, { number, kind: `slow: ${note}`, message })
      }
    }
  }

  async #find(fuzzer, { number, kind, message, cause }) {
    const key = `${fuzzer.name} ${kind}`
    const known = this.#findings.get(key)
    if (known) return void known.count++
    const repeat = `pnpm fuzz --only ${fuzzer.name} --seed ${this.#seed} --case ${number}`
    const finding = { fuzzer: fuzzer.name, kind, number, message, cause, count: 1, repeat, files: [] }
    this.#findings.set(key, finding)
    const base = path.join(this.#folder(), `${fuzzer.name}-${number}`)
    const { messages } = await this.#watch({ fuzzer, from: number, to: number + 1, write: base })
    finding.files = messages.find(({ type }) => type === 'written')?.files ?? []
    this.#log(describe(finding))
  }

  #folder() {
    if (this.#scratch) return this.#scratch
    const parent = path.join(tmpdir(), 'unwasi-fuzz')
    mkdirSync(parent, { recursive: true })
    this.#scratch = mkdtempSync(path.join(parent, `seed-${this.#seed}-`))
    return this.#scratch
  }

  result() {
    return { findings: [...this.#findings.values()], totals: this.#totals }
  }
}

/** Formats a finding for people. */
export function describe({ fuzzer, number, message, cause, files, repeat }) {
  const lines = [`${fuzzer}, case ${number}: ${message}`, ...(cause ? [cause] : [])].join('\n').split('\n')
  return [
    `FOUND ${lines.slice(0, 14).join('\n    ')}`,
    ...files.map((file) => `    input: ${file}`),
    `    again: ${repeat}`,
  ].join('\n')
}
