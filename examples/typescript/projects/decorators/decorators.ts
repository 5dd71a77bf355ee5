export const calls: unknown[] = []

/** Remembers calls of a method. */
export function logged<This, Args extends unknown[], Result>(
  method: (this: This, ...args: Args) => Result,
  context: ClassMethodDecoratorContext<This, (this: This, ...args: Args) => Result>,
) {
  const name = String(context.name)
  return function (this: This, ...args: Args): Result {
    calls.push([name, args])
    return method.call(this, ...args)
  }
}

/** Keeps a number between two others. */
export function bounded(low: number, high: number) {
  return <This>(_: undefined, context: ClassFieldDecoratorContext<This, number>) => {
    if (context.static) throw new TypeError(`${String(context.name)} is static`)
    return function (this: This, value: number): number {
      return Math.min(high, Math.max(low, value))
    }
  }
}

export function registered(name: string) {
  return (target: new () => object, context: ClassDecoratorContext): void => {
    context.addInitializer(() => calls.push([name, target.name]))
  }
}
