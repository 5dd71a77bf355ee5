import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll } from 'vitest'
import { fixture } from '../../../fixtures/index.mjs'
import { transpile } from '../src/index.js'

/** The interface that JavaScript implements for the programs in fixtures/worlds. */
export const HOST = 'ex:app/host'

export const imports = { [HOST]: { title: (text: string) => `Dr. ${text}` } }

/** The interface of the programs in fixtures/worlds. */
export interface Calc {
  add(a: number, b: number): number
  hello(name: string): string
  middle(points: { x: number; y: number }[]): { x: number; y: number } | undefined
  Tally: new (start: number) => { add(more: number): number }
}

const folder = mkdtempSync(path.join(tmpdir(), 'unwasi-world-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const runtime = new URL('../../runtime/dist/bundle/index.js', import.meta.url).href

/** Returns the default export of a fixture's ES module. */
export async function importedWorld<T>(name: string): Promise<T> {
  const { code, assets } = await transpile(fixture(name), {
    name: `${name}.wasm`,
    runtime,
    imports: { [HOST]: true },
    cache: false,
  })
  for (const asset of assets) writeFileSync(path.join(folder, asset.name), asset.bytes)
  const file = path.join(folder, `${name}.mjs`)
  writeFileSync(file, code)
  const { default: made }: { default: T } = await import(pathToFileURL(file).href)
  return made
}
