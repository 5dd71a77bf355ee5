import { failure } from '../errors/problem.js'
import type { Preview2Host } from './host.js'
import { Unfit } from './given/values.js'
import type { Lift } from './lift.js'
import type { GivenResource } from './part.js'
import { kindOf } from './resources.js'

type Named = readonly [interfaceName: string, resource: string]

/** Passes objects of imported resources from JavaScript to exports of a component, and back. Core makes jco's glue call it. */
class ResourcePassing {
  /** What the objects stand for that the glue has in place of classes. */
  readonly #classes = new WeakMap<object, Named>()

  constructor(
    readonly host: Preview2Host,
    readonly lift: Lift,
  ) {}

  /** Records that `face` stands for a class. */
  name(face: object, ...named: Named): void {
    this.#classes.set(face, named)
  }

  /** Returns the handle for an object that is a parameter. */
  readonly passed = (face: object, value: unknown, how: 'Own' | 'Borrow'): number => {
    const resource = this.#resource(face)
    const { lift } = this
    try {
      if (how === 'Own') return resource.own(value)
      const handle = resource.borrow(value, () => void lift.lent--)
      lift.lent++
      return handle
    } catch (error) {
      throw error instanceof Unfit ? new TypeError(`a parameter must be ${error.expected}`) : error
    }
  }

  /** Returns the object behind a handle that is a result. */
  readonly received = (face: object, handle: number): object => this.#resource(face).take(handle)

  #resource(face: object): GivenResource {
    const [interfaceName, resource] = this.#classes.get(face)!
    const found = this.host.resources.get(`${interfaceName} ${resource}`)
    if (found) return found
    const what = `the function takes or returns the resource '${resource}' of ${interfaceName}`
    if (kindOf(interfaceName, resource))
      throw failure('UNSUPPORTED_MODE', what, "JavaScript can't have resources of WASI.", 'Call another function.')
    throw failure(
      'MISSING_IMPORT',
      `${what}, which nothing gives`,
      'Its objects are those of a class in JavaScript.',
      `Name '${interfaceName}' in the option \`imports\`, and give it with the class.`,
    )
  }
}

/** Emitted modules only name this for components with such exports. */
export const resourcePassing = (host: Preview2Host, lift: Lift): ResourcePassing => new ResourcePassing(host, lift)

export type { ResourcePassing }
