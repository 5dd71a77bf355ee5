import { readFileSync } from 'node:fs'
import path from 'node:path'

/** A part of a site, with the file of its notice. */
export interface Part {
  about: string
  file: string
}

const here = (...parts: string[]) => path.join(import.meta.dirname, ...parts)

/** Go's runtime and standard library are in every program that Go has built. */
export const GO: Part = { about: "Go's runtime and standard library, https://go.dev", file: here('licenses', 'go.txt') }

/** wasi-libc is in every program in C that is built for WASI. */
export const WASI_LIBC: Part = {
  about: 'wasi-libc, https://github.com/WebAssembly/wasi-libc',
  file: here('licenses', 'wasi-libc.txt'),
}

/** What the plugin below needs of Vite, whose types can't be found from this folder. */
interface Output {
  emitFile(file: { type: 'asset'; fileName: string; source: string }): string
}

/** A Vite plugin that writes the notices of what a site contains beside it, as their licences require. */
export const thirdParty = (parts: readonly Part[]) => ({
  name: 'third-party',
  apply: 'build' as const,
  generateBundle(this: Output) {
    const texts = parts.map(({ about, file }) => `${about}\n\n${readFileSync(file, 'utf8').trim()}\n`)
    const source = `This site contains programs of others, or parts of them.\n\n${texts.join(`\n${'-'.repeat(80)}\n\n`)}`
    this.emitFile({ type: 'asset', fileName: 'THIRD-PARTY.txt', source })
  },
})
