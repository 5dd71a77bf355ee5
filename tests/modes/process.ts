import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'

import { beforeAll, describe } from 'vitest'

import { testMode, type Outcome } from './cells.js'

/** Declares the tests of a mode in a process, which runs all scenarios and only ends if nothing is left that keeps it alive. */
export const testInProcess = (mode: string, command: string, args: () => readonly string[]): void => {
  describe(`programs in ${path.basename(command)}: ${mode}`, () => {
    let outcomes: Record<string, Outcome>
    beforeAll(async () => {
      const { stdout } = await promisify(execFile)(command, args())
      outcomes = JSON.parse(stdout.trim().split('\n').at(-1)!) as Record<string, Outcome>
    })
    testMode(mode, 'Node', async (scenario) => outcomes[scenario]!)
  })
}
