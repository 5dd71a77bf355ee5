import { FUNCTIONS } from './functions.js'

export interface Field {
  name: string
  form: string
}

export interface Signature {
  params: readonly Field[]
  results: readonly Field[]
}

const fields = (text = ''): Field[] =>
  text
    .split(' ')
    .filter(Boolean)
    .map((word) => {
      const [name = '', form = ''] = word.split(':')
      return { name, form }
    })

/** The signatures of all functions, by name. */
export const readTable = (): Map<string, Signature> =>
  new Map(
    FUNCTIONS.split('\n').map((line) => {
      const [left = '', right] = line.split('>')
      const [name = '', ...params] = left.trim().split(' ')
      return [name, { params: fields(params.join(' ')), results: fields(right) }]
    }),
  )
