// The matrix: third-party programs, how they are used, and what they must answer.
import { componentRows } from './rows/components.mjs'
import { composedRows } from './rows/composed.mjs'
import { electronicsRows } from './rows/electronics.mjs'
import { imageRows } from './rows/images.mjs'
import { importRows } from './rows/imports.mjs'
import { jvmRows } from './rows/jvm.mjs'
import { languageRows } from './rows/languages.mjs'
import { memoryRows } from './rows/memory.mjs'
import { programRows } from './rows/programs.mjs'
import { repairedRows } from './rows/repaired.mjs'
import { typescriptRows } from './rows/typescript.mjs'

/** @type {import('./row.mjs').Row[]} */
export const rows = [
  ...languageRows,
  ...jvmRows,
  ...typescriptRows,
  ...programRows,
  ...electronicsRows,
  ...importRows,
  ...imageRows,
  ...memoryRows,
  ...componentRows,
  ...repairedRows,
  ...composedRows,
]
