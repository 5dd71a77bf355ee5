import type { RunContext } from '../../context/run-context.js'
import { disposeKey } from '../../exports.js'
import type { CoreFunction } from '../../guest/core-function.js'
import type { Abi } from '../abi.js'
import type { Kind } from '../handles.js'
import type { ComponentPart, ComponentRun, Interfaces } from '../part.js'
import { callable, type Passing } from './call.js'
import { codecOf } from './codec.js'
import { missing, type Missing } from './missing.js'
import { parts, pascal } from './names.js'
import type { GivenInterface } from './shapes.js'
import { implementation, type Implementation } from './sources.js'
import { unfit, type Codec, type Given, type Io } from './values.js'

/** The maximum number of bytes, as counted here, that one call may pass to JavaScript, as for a typed component's results. */
const MOST_BYTES = 2 ** 28
/** The bytes of an object for a resource. */
const RESOURCE = 1024

const bare = (name: string): string => name.replace(/@.*/, '')

interface Linked {
  readonly interfaceName: string
  readonly name: string
  readonly label: string
  readonly code: Implementation
  readonly passing: Passing
}

/**
 * The host part for interfaces that JavaScript gives, which come from the option `imports` of the run, or else from the files that
 * the build names.
 */
export const interfaces =
  (all: readonly GivenInterface[], files: readonly (readonly [name: string, namespace: object])[] = []): ComponentPart =>
  (run) => {
    const kinds = new Map<string, Kind<Given>>()
    const classes = new Map<Kind<Given>, unknown>()
    const kindOf = (interfaceName: string, resource: string): Kind<Given> => {
      const key = `${interfaceName} ${resource}`
      const known = kinds.get(key) ?? { resource }
      kinds.set(key, known)
      return known
    }
    const codecs = (shape: Parameters<typeof codecOf>[0]): Codec => codecOf(shape, kindOf)

    const linked: Linked[] = []
    const absent: Missing[] = []
    for (const [fullName, functions, resources] of all) {
      const interfaceName = bare(fullName)
      const find = implementation(fullName, run.context, files)
      for (const resource of resources) {
        const kind = kindOf(interfaceName, resource)
        classes.set(kind, find.member(pascal(resource)))
        run.kinds.set(`${interfaceName} ${resource}`, kind)
        run.resources.set(`${interfaceName} ${resource}`, {
          own: (value) => run.handles.add(kind, owned(run, kind, classes, value)),
          borrow: (value, dropped) => run.handles.add(kind, { ...owned(run, kind, classes, value), dispose: dropped }),
          take: (handle) => run.handles.take(kind, handle).object,
        })
      }
      for (const [name, params, result, signature] of functions) {
        const { kind, resource, member } = parts(name)
        const code = find.function(kind, resource, member)
        if (!code) {
          absent.push({ interfaceName, kind, resource, member, params: params.map(([param]) => param), signature })
          continue
        }
        const answers = Array.isArray(result) && result[0] === 'result'
        const passing: Passing = {
          params: params.map(([, shape]) => codecs(shape)),
          result: answers || result === null ? undefined : codecs(result),
          answer: answers ? codecs(result) : undefined,
        }
        linked.push({ interfaceName, name, label: `${interfaceName}#${name}`, code, passing })
        run.waits.add(`${interfaceName} ${name}`)
      }
    }
    if (absent.length > 0) throw missing(run.context.args[0]!, absent)

    return (abi) => {
      const found: Record<string, Record<string, CoreFunction>> = Object.create(null)
      for (const { interfaceName, name, label, code, passing } of linked) {
        found[interfaceName] ??= Object.create(null) as Record<string, CoreFunction>
        found[interfaceName][name] = callable(code, passing, label, run.context, () => io(run, abi, classes))
      }
      return found satisfies Interfaces
    }
  }

/** The classes of resources, where JavaScript gives them. */
type Classes = ReadonlyMap<Kind<Given>, unknown>

/** An object that the component gets. */
const owned = ({ context }: ComponentRun, kind: Kind<Given>, classes: Classes, value: unknown): Given => {
  const own = classes.get(kind)
  if (typeof value !== 'object' || value === null || (typeof own === 'function' && !(value instanceof own)))
    return unfit(value, `an object of the class ${pascal(kind.resource)}`)
  const dispose = (value as Record<symbol, unknown>)[disposeKey()]
  return {
    object: value,
    dispose: () => void (typeof dispose === 'function' && context.user(() => Reflect.apply(dispose, value, []))),
  }
}

/** What one call needs to convert values. */
const io = (run: ComponentRun, abi: Abi, classes: Classes): Io => {
  const { context, handles } = run
  let bytes = 0
  const taken: Given[] = []
  const spend = (more: number): void => {
    bytes += more
    if (bytes > MOST_BYTES) tooMuch(context)
  }
  return {
    abi,
    spend,
    borrowed(kind, handle) {
      spend(RESOURCE)
      return handles.get(kind, handle).object
    },
    taken(kind, handle) {
      spend(RESOURCE)
      const given = handles.take(kind, handle)
      taken.push(given)
      return given.object
    },
    untake() {
      for (const given of taken) handles.keep(given)
    },
    added: (kind, value) => handles.add(kind, owned(run, kind, classes, value)),
  }
}

const tooMuch = (context: RunContext): never => {
  const why = `The strings and lists of one call may take ${MOST_BYTES} bytes in JavaScript.`
  return context.limit('OUTPUT_LIMIT', 'passed too much to JavaScript', why, 'Pass less per call.')
}
