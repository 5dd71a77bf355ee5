export interface Page {
  number: number
  rows: string[]
}

export async function* pages(count: number): AsyncGenerator<Page, void, undefined> {
  for (let number = 0; number < count; number++) yield { number, rows: number }
}

export function* lines(text: string): Generator<string, number> {
  yield* text.split('\n')
  return 'done'
}

export class Reader implements AsyncIterable<string>, AsyncDisposable {
  constructor(readonly name: string) {}
  async *[Symbol.asyncIterator]() {
    const answer: number = yield this.name
    yield answer
  }
  async [Symbol.asyncDispose](): Promise<void> {}
}
