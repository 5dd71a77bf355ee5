import component from '../../guests/words.component.wasm?url'
import editor from '../../guests/editor.wasm?url'
import mandelbrot from '../../guests/mandelbrot.wasm?url'
import numbers from '../../guests/numbers.wasm?url'
import words from '../../guests/words.wasm?url'
import { bytesOf } from './bytes.js'
import type { FormState } from './link.js'

export interface Sample {
  /** Its name in links. */
  id: string
  file: string
  url: string
  /** What the page says of it. */
  language: string
  title: string
  about: string
  form: Partial<FormState>
}

const poem = `The sea, the sea, the open sea,
the blue, the fresh, the ever free!
Without a mark, without a bound,
it runneth the earth's wide regions round.
`

export const samples: readonly Sample[] = [
  {
    id: 'words',
    file: 'words.wasm',
    url: words,
    language: 'Go',
    title: 'Count words',
    about: 'Greets its arguments and counts the words of what it reads.',
    form: { args: '-n 6 Ada Grace', input: poem },
  },
  {
    id: 'mandelbrot',
    file: 'mandelbrot.wasm',
    url: mandelbrot,
    language: 'C',
    title: 'Draw a fractal',
    about: 'Draws in the terminal and writes a PNG file.',
    form: { args: '--zoom 1 --picture mandelbrot.png' },
  },
  {
    id: 'component',
    file: 'words.component.wasm',
    url: component,
    language: 'Go component',
    title: 'Repair a crash',
    about: 'The official adapter broke this component. See why, run it anyway, and download it repaired.',
    form: {
      args: 'Linus',
      input: poem,
      files: new Map([['notes/read-me.txt', bytesOf('This file is there for the program.\n')]]),
    },
  },
  {
    id: 'editor',
    file: 'editor.wasm',
    url: editor,
    language: 'Go, interactive',
    title: 'Type in a terminal',
    about: 'Edits lines, has colours and a clock, and follows the size of the terminal.',
    form: { mode: 'keys' },
  },
  {
    id: 'numbers',
    file: 'numbers.wasm',
    url: numbers,
    language: 'C library',
    title: 'Call functions',
    about: 'A library without a main function. Call its functions with your numbers.',
    form: {},
  },
]
