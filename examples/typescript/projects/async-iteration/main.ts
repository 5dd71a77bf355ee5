import { lines, pages, Reader } from './sources'

export async function count(): Promise<number> {
  let sum = 0
  for await (const page of pages(3)) sum += page.rows.length
  for (const page of pages(3)) sum += page
  for await (const line of lines('a\nb')) sum += line
  return sum
}

export async function firstLine(): Promise<string> {
  await using reader = new Reader('a.txt')
  using wrong = reader.name
  for await (const line of reader) return line
}

const results = await Promise.allSettled([count(), firstLine()])
export const values: (number | string)[] = results.map(({ value }) => value)

export const doubled = pages(2).map((page) => page.number * 2)
