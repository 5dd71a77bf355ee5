import type { Plain } from './types'

export const limit = 10
export const computed = Math.max(limit, 3)
export function parse(text: string) {
  return JSON.parse(text)
}
export const point = { x: 1, y: limit, at: () => limit }
export class Store {
  items = new Map<string, Plain>()
  #secret = Symbol('secret')
  get(name: string) {
    return this.items.get(name)
  }
  get secret() {
    return this.#secret
  }
}
export default [1, 2, 3].map(String)
export const typed: Plain = { kind: 'plain', extra: 1 }
