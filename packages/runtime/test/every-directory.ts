import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

import { afterEach, beforeEach, describe } from 'vitest'

import type { Directory } from '../src/directory/directory.js'
import { memoryDirectory } from '../src/directory/memory-directory.js'
import { makeHostDirectory } from '../src/directory/host-directory.js'
import { preview1, type Preview1 } from './preview1-libc.js'

export const ROOT = 3

export interface Place {
  kind: 'memory' | 'host' | 'host by path'
  /** A guest that has a directory as `ROOT`. A host directory is empty, and one in memory has the file `kept`. */
  p: Preview1
  /** The path of a host directory. */
  folder: string
  /** One more guest over the same folder, or over the same memory directory. */
  directory(readonly?: boolean): Directory
  /** The names in `p`, except for `kept`. */
  names(dir?: number): string[]
}

/** The behaviour that a program may rely on, in every kind of directory. `host by path` is how systems other than Linux work. */
export const inEveryDirectory = (about: string, body: (place: () => Place) => void): void =>
  describe.each(['memory', 'host', 'host by path'] as const)(`${about} (%s directory)`, (kind) => {
    let place: Place
    beforeEach(async () => {
      const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'unwasi-'))
      const directory = (readonly = false): Directory =>
        kind === 'memory'
          ? memoryDirectory({ kept: 'text' }, { readonly })
          : makeHostDirectory(folder, { readonly }, kind === 'host')
      const p = await preview1({ '/': directory() })
      const names = (dir = ROOT): string[] =>
        p
          .readdir(dir)
          .map(({ name }) => name)
          .filter((name) => name !== 'kept')
      place = { kind, p, folder, directory, names }
    })
    afterEach(() => {
      place.p.end()
      fs.rmSync(place.folder, { recursive: true })
    })
    body(() => place)
  })
