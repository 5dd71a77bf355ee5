import { witType, type Shape } from '@unwasi/core'

import { shortened, WaveError, type Token } from './tokens.js'

const END: Token = { is: 'end', text: '' }

/** A place among tokens, from which values are read. */
export class Cursor {
  #at = 0

  constructor(readonly tokens: readonly Token[]) {}

  get next(): Token {
    return this.tokens[this.#at] ?? END
  }

  /** Reads the next token. */
  take(): Token {
    const token = this.next
    this.#at++
    return token
  }

  /** Reads a mark, if it comes next, and says whether it did. */
  skip(mark: string): boolean {
    const isNext = this.next.is === 'mark' && this.next.text === mark
    if (isNext) this.#at++
    return isNext
  }

  /** Reads a mark that must come next. `where` is for messages. */
  expect(mark: string, where: string): void {
    if (!this.skip(mark)) throw new WaveError(`${where} needs \`${mark}\` before ${this.#found()}`)
  }

  expectEnd(): void {
    if (this.next.is !== 'end') throw new WaveError(`${this.#found()} follows the value`)
  }

  /** Reads what is separated by commas, up to `close`. A comma may follow the last member. */
  members<T>(close: string, where: string, read: (index: number) => T): T[] {
    const found: T[] = []
    while (!this.skip(close)) {
      if (found.length > 0) {
        this.expect(',', where)
        if (this.skip(close)) break
      }
      found.push(read(found.length))
    }
    return found
  }

  /** Throws because what comes next is not of the type `shape`. */
  unfit(shape: Shape): never {
    const type = witType(shape)
    throw new WaveError(
      this.next.is === 'end' ? `a value is missing (${type})` : `${this.#found()} is not ${article(type)} ${type}`,
    )
  }

  #found(): string {
    return this.next.is === 'end' ? 'the end' : `\`${shortened(this.next.text)}\``
  }
}

/** An s32 and an f64, but a u32. */
const article = (type: string): string => (/^[aeiosf]\d*\b|^(?:s\d|f\d|option|enum)/.test(type) ? 'an' : 'a')
