// Puts the sample programs into `guests/`. They are committed builds of the sources in `programs/` and in other examples, so no toolchain
// is needed. The broken component is made here, in the way that breaks it: with wasm-tools and the official adapter.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

import { adapt } from '../../fixtures/components.mjs'
import { fixture } from '../../fixtures/index.mjs'

const folder = path.join(import.meta.dirname, 'guests')

const guests = {
  'words.wasm': () => fixture('vite-go'),
  'mandelbrot.wasm': () => fixture('mandelbrot'),
  'words.component.wasm': () => adapt(fixture('vite-go')),
  'editor.wasm': () => fixture('terminal'),
  'numbers.wasm': () => fixture('numbers'),
}

/** Writes the guests that are missing or have changed. */
export async function prepareGuests() {
  mkdirSync(folder, { recursive: true })
  for (const [name, make] of Object.entries(guests)) {
    const file = path.join(folder, name)
    const bytes = await make()
    if (existsSync(file) && readFileSync(file).equals(bytes)) continue
    // Another build may read the file at the same time, and must not see half of it.
    writeFileSync(`${file}.${process.pid}`, bytes)
    renameSync(`${file}.${process.pid}`, file)
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await prepareGuests()
