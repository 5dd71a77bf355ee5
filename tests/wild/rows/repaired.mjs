// Components that the official adapter makes of third-party programs. unwasi takes the program out, and runs it.
import { adapt } from '../../../fixtures/components.mjs'
import { programRows } from './programs.mjs'
import { languageRows } from './languages.mjs'

const crashing = ['esbuild', 'gojq', 'yq', 'shfmt', 'gofumpt', 'QuickJS', 'php']

/** @type {import('../row.mjs').Row[]} */
export const repairedRows = [...languageRows, ...programRows]
  .filter(({ name }) => crashing.includes(name))
  .map((row) => ({ ...row, name: `${row.name}, repaired`, how: 'repaired', made: (bytes) => adapt(bytes) }))
