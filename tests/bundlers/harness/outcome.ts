import path from 'node:path'

import { expect } from 'vitest'

import type { Row } from '../rows.js'
import { wasmFiles } from './built.js'
import { execute, moveAway } from './execute.js'
import type { Project } from './project.js'

/** Builds, removes the project, and runs the output. There must be `count` guests beside it, with names that match `assets`. */
export async function outcome(
  project: Project,
  { build, assets = /./, count = 1 }: Pick<Row, 'build' | 'count'> & Partial<Pick<Row, 'assets'>>,
  args: string[],
) {
  const { dir, entry, warnings } = await build(project)
  expect(warnings).toEqual([])
  const wasm = wasmFiles(dir)
  expect(wasm).toHaveLength(count)
  for (const file of wasm) expect(file).toMatch(assets)
  const moved = moveAway(dir)
  project.remove()
  return execute(path.join(moved, entry), args)
}
