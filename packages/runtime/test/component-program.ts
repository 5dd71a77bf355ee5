import { transpile, type TranspileOptions } from '@unwasi/core'
import { frames } from '../src/errors/trap.js'
import { makeReactor } from '../src/run/reactor.js'
import { node } from '../src/platform/node.js'
import type { Source } from '../src/run/load.js'
import { component } from '../src/preview2/command.js'
import { resourcePassing } from '../src/preview2/resource-passing.js'
import { unsupported } from '../src/preview2/unsupported.js'
import { interfaces } from '../src/preview2/given/interfaces.js'
import * as hostParts from '../src/preview2/parts.js'
import { typed } from '../src/preview2/typed.js'
import { waitingRun } from '../src/preview2/waiting-run.js'
import type { Exports } from '../src/exports.js'
import { makeCommand } from '../src/run/command.js'
import { instances } from '../src/run/command-instance.js'
import type { Instantiate } from '../src/instance-types.js'
import type { Run } from '../src/types.js'

/**
 * The default export of the module that core makes of `bytes`, run over the runtime's sources. `at` stands in for the component.
 */
const emitted = async (
  bytes: Uint8Array,
  options: TranspileOptions,
  at?: (component: Uint8Array) => Source,
): Promise<unknown> => {
  const { code, assets } = await transpile(bytes, { name: 'guest.wasm', cache: false, ...options, assetUrl: () => 'guest' })
  const body = code.slice(code.indexOf('\n'), code.indexOf('export default'))
  const guest = assets[0]!.bytes as Uint8Array<ArrayBuffer>
  const parts = {
    command: makeCommand(node),
    reactor: makeReactor(node),
    component,
    typed,
    waitingRun,
    ...hostParts,
    unsupported,
    resourcePassing,
    interfaces,
    frames,
    instances,
    guest: at?.(guest) ?? guest,
  }
  return new Function(...Object.keys(parts), `'use strict';${body}; return program`)(...Object.values(parts))
}

export const commandOf = (
  bytes: Uint8Array,
  options: TranspileOptions = {},
  at?: (component: Uint8Array) => Source,
): Promise<Run> => emitted(bytes, options, at) as Promise<Run>

export const libraryOf = <T extends object = Exports>(
  bytes: Uint8Array,
  options: TranspileOptions = {},
): Promise<Instantiate<T>> => emitted(bytes, options) as Promise<Instantiate<T>>
