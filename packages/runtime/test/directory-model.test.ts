import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { openDirectory } from '../src/directory/directory.js'
import { memoryDirectory } from '../src/directory/memory-directory.js'
import { makeHostDirectory } from '../src/directory/host-directory.js'
import { context, play, steps } from './directory-steps.js'

// The system's own filesystem is the judge: the memory directory must match it, step by step.
describe.runIf(process.platform === 'linux')('memory and host directories', () => {
  test.each([
    ['anchored', true],
    ['by path', false],
  ])('behave alike (host: %s)', (_, anchored) => {
    fc.assert(
      fc.property(fc.array(steps, { minLength: 5, maxLength: 60 }), (plan) => {
        const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'unwasi-'))
        const host = makeHostDirectory(folder, {}, anchored)[openDirectory](context, 'test')
        try {
          const memory = memoryDirectory()[openDirectory](context, 'test')
          expect(play(memory, plan)).toEqual(play(host, plan))
        } finally {
          host.dispose()
          fs.rmSync(folder, { recursive: true })
        }
      }),
      { numRuns: Number(process.env['UNWASI_MODEL_RUNS'] ?? 200) },
    )
  })
})
