import { writeFileSync } from 'node:fs'
import path from 'node:path'

import { afterAll } from 'vitest'

import { wasmFiles, type Built } from '../bundlers/harness/built.js'
import { moveAway } from '../bundlers/harness/execute.js'
import { makeProject, type Project } from '../bundlers/harness/project.js'
import { serve, type Served } from './serve.js'

/** A project, and how to build and serve it. */
export interface Source {
  files: Record<string, string | Uint8Array>
  build(project: Project): Promise<Built>
  /** The text of an `index.html` to add to the output, for bundlers that do not know HTML. */
  page?: string
  /** The path under which the output is served. Default: `/`. */
  base?: string
  /** Headers of each response. */
  headers?: Record<string, string>
}

export interface Output extends Served {
  warnings: string[]
  /** The `.wasm` files. */
  guests: string[]
}

const make = async ({ files, build, page, base, headers }: Source): Promise<Output> => {
  const project = makeProject(files)
  const { dir, warnings } = await build(project)
  if (page !== undefined) writeFileSync(path.join(dir, 'index.html'), page)
  const guests = wasmFiles(dir)
  const served = await serve(moveAway(dir), base, headers)
  project.remove()
  return { ...served, warnings, guests }
}

/** Returns a function that builds and serves each source once, for all engines. It must be called at the top of a test file. */
export const servedOnce = (): ((source: Source) => Promise<Output>) => {
  const outputs = new Map<Source, Promise<Output>>()
  afterAll(async () => {
    for (const output of await Promise.allSettled(outputs.values())) {
      if (output.status === 'fulfilled') await output.value.close()
    }
  })
  return (source) => {
    const output = outputs.get(source) ?? make(source)
    outputs.set(source, output)
    return output
  }
}
