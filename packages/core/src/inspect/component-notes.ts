import { list } from '../classify/names.js'
import type { ComponentFacts } from '../classify/facts.js'
import { elsewhere } from '../emit/names.js'
import { UnwasiError } from '../errors.js'
import { isRun } from '../link/component.js'
import { shortName } from '../toolchain/bindgen/names.js'

/** Remarks on what a component exports. */
export function componentNotes({ component, run, further }: ComponentFacts): string[] {
  if (run === undefined) return elsewhere(component.exports.map(shortName))
  if (further === undefined) return []
  const names = list(component.exports.filter((name) => !isRun(name)))
  return further instanceof UnwasiError
    ? [`It is a program. JavaScript can't call its other exports (${names}): ${further.headline}.`]
    : [`It is a program. Its other exports can be called on an instance from \`run.instantiate()\`: ${names}.`]
}
