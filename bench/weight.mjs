import { fixture } from '../fixtures/index.mjs'
import { beside } from './bundlers.mjs'
import { ratio } from './table.mjs'

/** The programs, and their budgets in kB of gzip by Rolldown. */
const programs = [
  { label: 'prints a line', name: 'hello', budget: 6.5 },
  { label: 'Go without file functions', name: 'vite-go', budget: 8 },
  { label: 'C with files', name: 'old-libc' },
  { label: 'Go, all 46 functions', name: 'go', budget: 12.5 },
  { label: 'library', name: 'library' },
  { label: 'Go library', name: 'go-lib' },
  { label: 'WASI 0.2 command', name: 'p2-hello', budget: 13 },
  { label: 'WASI 0.2 typed library', name: 'p2-typed' },
]

/** The bytes of JavaScript, after gzip, that each bundler ships beside each program. */
export async function bench() {
  const found = {}
  for (const { name } of programs) {
    const guest = fixture(name)
    found[name] = { rolldown: await beside(guest, 'rolldown'), esbuild: await beside(guest, 'esbuild') }
  }
  return found
}

export const shape = {
  head: ['JavaScript beside a program, kB gzip', 'fixture', 'Rolldown', 'budget', 'esbuild', 'esbuild / Rolldown'],
  rows: (found) =>
    programs.map(({ label, name, budget }) => {
      const { rolldown, esbuild } = found[name]
      return [label, name, rolldown / 1000, budget ?? '', esbuild / 1000, ratio(esbuild, rolldown)]
    }),
}
