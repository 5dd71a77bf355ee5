import type { LinkPlan } from '@unwasi/runtime'
import { link } from '../src/link/component.js'
import { decode } from '../src/read/component/decode.js'
import { readCoreModules } from '../src/read/component.js'

/** The plan of a component that has to be a command. Raises what `link` does. */
export function linkPlan(component: Uint8Array): LinkPlan {
  const { items } = decode(component)
  const { plan } = link(component, items, readCoreModules(component, items), true)
  if (plan === undefined) throw new Error('a command has no plan')
  return plan
}
