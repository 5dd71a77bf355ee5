import type { ModuleFacts } from '../classify/facts.js'
import { engineNeeds } from '../engines/needs.js'
import { FORMAT } from '../emit/format.js'
import { applyEdits, hasNames } from '../guest-edits.js'
import { guestAsset, guestName, readGuest, type GuestOptions } from '../guest.js'
import type { Program } from '../program.js'
import { summary } from '../summary.js'
import { concat } from '../wasm/encode.js'

/** Describes a preview1 module as a program that runs on the runtime's preview1 host. */
export function moduleProgram(input: Uint8Array, facts: ModuleFacts, options: GuestOptions): Program {
  const { changes, start } = readGuest(facts, options)
  const { edits } = changes
  const name = guestName(options)
  const bytes = edits.size > 0 ? concat(applyEdits(facts.bytes, facts.module, edits)) : facts.bytes
  return {
    format: FORMAT,
    kind: facts.kind,
    name,
    guest: guestAsset(name, bytes, input, options),
    needs: engineNeeds([[facts.bytes, facts.module]]),
    named: hasNames(facts.module, options.strip),
    link: {
      by: 'preview1',
      parts: [...facts.functions].sort(),
      start,
      functions: facts.kind === 'reactor' ? facts.exports : [],
    },
    summary: summary(name, { guest: bytes, changes: [changes] }, facts),
  }
}
