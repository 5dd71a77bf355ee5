import type { Row } from '../project.js'
import { rows as bundlers } from './bundlers.js'
import { rows as next } from './next.js'
import { rows as packages } from './packages.js'
import { rows as runtimes } from './runtimes.js'
import { rows as servers } from './servers.js'
import { rows as tests } from './tests.js'
import { rows as transpiled } from './transpiled.js'
import { rows as vite } from './vite.js'
import { rows as workers } from './workers.js'
import { inWorkers } from './in-workers.js'

const all: readonly Row[] = [
  ...vite,
  ...bundlers,
  ...servers,
  ...next,
  ...workers,
  ...tests,
  ...packages,
  ...runtimes,
  ...transpiled,
]

export const rows = [...all, ...inWorkers(all)]
