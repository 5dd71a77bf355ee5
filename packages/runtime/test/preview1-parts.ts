import type { RunContext } from '../src/context/run-context.js'
import { clocks } from '../src/preview1/clocks.js'
import { descriptors } from '../src/preview1/descriptors.js'
import { environment } from '../src/preview1/environment.js'
import { filesystem } from '../src/preview1/filesystem.js'
import type { HostPart, Preview1Host } from '../src/preview1/host.js'
import { polling } from '../src/preview1/polling.js'
import { random } from '../src/preview1/random.js'

/** All parts. */
export const host: readonly [HostPart, ...HostPart[]] = [clocks, descriptors, environment, filesystem, polling, random]

/** The host that `parts` make. */
export const serve = (context: RunContext, [first, ...parts] = host): Preview1Host =>
  parts.reduce((made, add) => add(context, made), first(context))
