import { lines } from '@unwasi/core/text'

import type { Arguments, CommandSpec } from '../arguments.js'
import { writeStdout } from '../files.js'
import { named, oneInput } from '../input.js'
import { inputNote, readProgram, toolchainsOption } from '../program-file.js'

export const spec: CommandSpec = {
  summary:
    'Tells what a WebAssembly file is, what built it, what it needs, and whether unwasi converts it. If not, it says why and what to do.',
  operands: 'IN',
  notes: inputNote,
  options: {
    json: { help: 'print JSON, for programs to read' },
    toolchains: toolchainsOption,
  },
}

export async function execute(args: Arguments): Promise<number> {
  const file = oneInput('inspect', args)
  const { bytes } = await readProgram('inspect', file, args, false)
  const { inspectWhole } = await import('@unwasi/core')
  const inspection = await named(file, async (absolute) => ({ ...(await inspectWhole(bytes, { file: absolute })), file }))
  if (args.has('json')) {
    // Control characters are escaped as JSON allows, so that they do not act on a terminal.
    await writeStdout(`${lines(JSON.stringify(inspection, undefined, 2))}\n`)
  } else {
    const { report } = await import('../report.js')
    await writeStdout(`${report(inspection, process.stdout.isTTY)}\n`)
  }
  return 0
}
