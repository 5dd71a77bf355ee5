import { describe, expectTypeOf, test } from 'vitest'

import type { Waiting } from '../src/types.js'

/** The classes that core's types have for the resources `counter` and `made`, which has no constructor. */
declare class CounterType {
  constructor(start: number)
  get(): number
  static make(name: string): CounterType
}
declare class MadeType {
  private constructor()
  get(): number
  static all(): MadeType[]
}
interface Interface {
  log(text: string): void
  level(): number
  open(name: string): CounterType
  Counter: typeof CounterType
  Made: typeof MadeType
}

class Counter {
  constructor(readonly start: number) {}
  get(): number {
    return this.start
  }
  static make(name: string): Counter {
    return new Counter(name.length)
  }
}
class Made {
  constructor(
    readonly a: string,
    readonly b: number,
  ) {}
  async get(): Promise<number> {
    return this.b
  }
  static all(): never[] {
    return []
  }
}

const host = { log() {}, level: async () => 3, open: (name: string) => new Counter(name.length), Counter, Made }

// `pnpm check:types` checks these.
describe('the type of an interface that JavaScript gives', () => {
  test('accepts classes, functions and promises', () => {
    expectTypeOf(host).toExtend<Waiting<Interface>>()
  })

  test('accepts any constructor for a resource that has none', () => {
    expectTypeOf<typeof Made>().toExtend<Waiting<Interface>['Made']>()
    expectTypeOf<typeof Made>().not.toExtend<Waiting<Interface>['Counter']>()
  })

  test('refuses what the interface does not have', () => {
    expectTypeOf<{ level: () => string }>().not.toExtend<Pick<Waiting<Interface>, 'level'>>()
    expectTypeOf<{ log: (text: number) => void }>().not.toExtend<Pick<Waiting<Interface>, 'log'>>()
    expectTypeOf<new (start: string) => Counter>().not.toExtend<Waiting<Interface>['Counter']>()
  })

  test('is a function for a function of the world itself', () => {
    expectTypeOf<(text: string) => Promise<string>>().toExtend<Waiting<(text: string) => string>>()
    expectTypeOf<() => number>().not.toExtend<Waiting<(text: string) => string>>()
  })
})
