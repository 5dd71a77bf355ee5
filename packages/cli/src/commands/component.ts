import path from 'node:path'

import type { Arguments, CommandSpec } from '../arguments.js'
import { cacheFolder } from '../cache.js'
import { UsageError } from '../errors.js'
import { humanSize, writeStdout } from '../files.js'
import { compactOption, maxMemory, maxMemoryOption, named, oneInput, stripLevel, stripOption } from '../input.js'
import { keepInput, writeAtomically } from '../output-files.js'
import { inputNote, readProgram, toolchainsOption } from '../program-file.js'
import { tell } from '../tell.js'

export const spec: CommandSpec = {
  summary: 'Turns a WASI preview1 program into a component that runs in wasmtime 46 and in other hosts of WASI 0.2.12.',
  operands: 'IN',
  notes: inputNote,
  options: {
    output: {
      short: 'o',
      value: 'OUT',
      help: 'where to write the component; - is standard output\n(default: beside IN, as <name>.component.wasm; of a source, in the working directory)',
    },
    strip: stripOption,
    'max-memory': maxMemoryOption,
    compact: compactOption,
    toolchains: toolchainsOption,
  },
}

export async function execute(args: Arguments): Promise<number> {
  const file = oneInput('component', args)
  if (args.one('output') === '-' && process.stdout.isTTY)
    throw new UsageError('a component is binary: -o - needs a pipe or a file, not a terminal', 'component')
  const strip = stripLevel('component', args)
  const limit = maxMemory('component', args)
  const compact = args.has('compact')
  const given = args.one('output')
  if (given !== undefined && given !== '-') await keepInput(file, given)
  const { bytes, name, built } = await readProgram('component', file, args, true)
  const out = given ?? path.join(built ? '.' : path.dirname(file), `${name}.component.wasm`)
  if (given === undefined) await keepInput(file, out)
  const { classify, componentizeParts, pointerRemark } = await import('@unwasi/core')
  const parts = await named(file, (absolute) =>
    componentizeParts(bytes, { file: absolute, cache: cacheFolder(), strip, compact, ...limit }),
  )
  const facts = classify(bytes)
  const remark = facts.kind === 'reactor' ? pointerRemark(facts) : undefined
  if (remark !== undefined) tell(`note: ${remark}`)
  if (out === '-') {
    await writeStdout(...parts)
  } else {
    await writeAtomically(out, parts)
    tell(`wrote ${out} (${humanSize(parts.reduce((sum, part) => sum + part.length, 0))})`)
  }
  return 0
}
