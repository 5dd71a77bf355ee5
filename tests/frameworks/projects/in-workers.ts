import type { Row, Run } from '../project.js'

/** Programs that are converted without a bundler. */
const converted = ({ commands = [], ...run }: Run): Run => ({
  ...run,
  commands: commands.map((command) =>
    command.replace(/^unwasi transpile/, '$& --worker').replace('main/*.wasm', '$& main/unwasi-worker.js'),
  ),
})

const precompiled: Run[] = [
  {
    name: 'is refused',
    commands: ['unwasi transpile --worker --precompiled main.wasm -o src/main'],
    fails: true,
    prints: /Places that forbid compiling at run time, such as Cloudflare Workers, can't start workers\./,
  },
]

/** Jest gets the pattern of the page for programs in workers, and runs the tests again. */
const mapped =
  "node --eval \"fs.writeFileSync('jest.config.js', fs.readFileSync('jest.config.js', 'utf8').replace('(?:&inline)?', '(?:&inline|&worker)*'))\""

const jest = ([node, _, modules]: readonly Run[]): Run[] => [
  { ...node!, name: 'finds no program', fails: true, prints: /ENOENT[^]*main\.wasm\?component&worker/ },
  { ...node!, name: 'on the same thread', commands: [mapped, ...node!.commands!] },
  converted(modules!),
]

/** What differs, by section. */
const others: Record<string, (runs: readonly Run[]) => Run[]> = {
  Jest: jest,
  "Cloudflare's Vite plugin": () => precompiled.map((run) => ({ ...run, commands: ['vite build'] })),
  wrangler: () => precompiled,
  "Vercel's Edge Runtime": () => precompiled,
}

/** Rows that take so little time that they run each time. */
const quick = new Set(['Node without a bundler', 'Deno', 'Bun', 'Electron', 'wrangler', "Vercel's Edge Runtime"])

/** The same rows, with programs in workers. */
export const inWorkers = (rows: readonly Row[]): Row[] =>
  rows.map((row) => ({
    ...row,
    variant: row.variant === undefined ? 'in a worker' : `${row.variant}, in a worker`,
    worker: true,
    heavy: !quick.has(row.sections.at(-1)!),
    runs: others[row.sections.at(-1)!]?.(row.runs) ?? row.runs.map(converted),
  }))
