const names = [
  'go',
  'sleeping',
  'silent',
  'calling',
  'trapping',
  'tool',
  'asking',
  'library',
  'native',
  'preview2',
  'typed',
  'composed',
]

/**
 * The programs for a mode, as the scenarios take them.
 * @param {'thread' | 'worker'} where
 * @param {{ endsComputing: boolean }} engine whether it can end a worker that computes without calling a function
 */
export const programs = async (where, { endsComputing }) => {
  const modules = names.map(async (name) => [name, (await import(`./${name}.${where}.mjs`)).default])
  const found = Object.fromEntries(await Promise.all(modules))
  const inWorker = where === 'worker'
  // On the same thread, a program that computes only ends when it calls a function, and nothing but `timeout` ends it.
  return { ...found, computing: inWorker && endsComputing ? found.silent : found.calling, patience: inWorker ? 60_000 : 200 }
}
