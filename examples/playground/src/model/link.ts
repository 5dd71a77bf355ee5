import { deflateSync, inflateSync } from 'fflate'

import { bytesOf } from './bytes.js'
import { areSound, type Paths } from './paths.js'

/** Where a program comes from: a sample, an address, or a file of the user's. */
export type Source =
  | { is: 'sample'; sample: string }
  | { is: 'address'; address: string }
  | { is: 'file'; name: string; bytes: Uint8Array }

export type InputMode = 'text' | 'lines' | 'keys'

/** What the user has set up, as the form has it. */
export interface FormState {
  args: string
  env: string
  mode: InputMode
  input: string
  /** The number of seconds that a run may take, or nothing. */
  timeout: string
  files: Paths
}

export interface Linked {
  source: Source
  form: FormState
}

/** A link may become this long. Chat programs and bug trackers cut off longer ones. */
const LONGEST = 8_000
/** Compressed data of a link can't become larger than this. */
const LARGEST = 20_000_000
/** Larger files are not even tried, because compressing them takes long. */
const LARGEST_FILE = 1_000_000

export interface Link {
  fragment: string
  /** What did not fit, one sentence each. */
  missing: string[]
}

/** The fragment of a link to a setup. Files that would make it too long are left out, the largest first. */
export function writeLink({ source, form }: Linked): Link {
  const missing: string[] = []
  const files = [...form.files].sort(([, a], [, b]) => b.length - a.length)
  let program: Source = source
  for (;;) {
    const large = (program.is === 'file' && program.bytes.length > LARGEST_FILE) || (files[0]?.[1].length ?? 0) > LARGEST_FILE
    const fragment = large ? undefined : encode(program, { ...form, files: new Map(files) })
    if (fragment !== undefined && fragment.length <= LONGEST) return { fragment, missing }
    if (program.is === 'file' && program.bytes.length > 0) {
      program = { ...program, bytes: new Uint8Array() }
      missing.push(`The link does not contain ${source.is === 'file' ? source.name : 'the program'}, because it is too large.`)
      continue
    }
    const [largest] = files.shift() ?? []
    if (largest === undefined) throw new RangeError('The arguments, the environment and the input are too long for a link.')
    missing.push(`The link does not contain the file ${largest}, because it is too large.`)
  }
}

function encode(source: Source, form: FormState): string {
  const { args, env, mode, input, timeout, files } = form
  const program =
    source.is === 'file'
      ? { name: source.name, data: base64(source.bytes) }
      : source.is === 'sample'
        ? source.sample
        : { at: source.address }
  const data = { v: 1, program, args, env, mode, input, timeout, files: [...files].map(([path, bytes]) => [path, base64(bytes)]) }
  return `#s=${base64(deflateSync(bytesOf(JSON.stringify(data)), { level: 9 }))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')}`
}

/** Reads a fragment. Returns undefined if it is not one of `writeLink`. Throws an `Error` for one that is damaged. */
export function readLink(fragment: string): Linked | undefined {
  if (!fragment.startsWith('#s=')) return undefined
  const packed = fragment.slice('#s='.length)
  try {
    const compressed = bytesOfBase64(packed.replaceAll('-', '+').replaceAll('_', '/'))
    // The result is never longer than the output that it may fill, so a small link can't fill the memory.
    const json = inflateSync(compressed, { out: new Uint8Array(Math.min(LARGEST, compressed.length * 1100)) })
    return decode(JSON.parse(new TextDecoder().decode(json)))
  } catch (error) {
    throw new Error('The link is damaged. Ask for it again: it may have been cut off.', { cause: error })
  }
}

type Json = Readonly<Record<string, unknown>>
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null

function decode(data: unknown): Linked {
  if (!isObject(data) || data['v'] !== 1) throw new TypeError('not a setup of this version')
  const text = (name: string): string => {
    const value = data[name]
    if (typeof value === 'string') return value
    throw new TypeError(`${name} is not a text`)
  }
  const mode = (['text', 'lines', 'keys'] as const).find((mode) => mode === data['mode'])
  const list: unknown = data['files']
  if (mode === undefined || !Array.isArray(list)) throw new TypeError('not a setup')
  const files: Paths = new Map()
  for (const entry of list) {
    const [path, bytes]: unknown[] = Array.isArray(entry) ? entry : []
    if (typeof path !== 'string' || typeof bytes !== 'string') throw new TypeError('not a file')
    files.set(path, bytesOfBase64(bytes))
  }
  if (!areSound(files)) throw new TypeError('not a tree of files')
  const form = { args: text('args'), env: text('env'), mode, input: text('input'), timeout: text('timeout'), files }
  return { source: decodeSource(data['program']), form }
}

function decodeSource(program: unknown): Source {
  if (typeof program === 'string') return { is: 'sample', sample: program }
  if (isObject(program)) {
    const { name, data, at } = program
    if (typeof at === 'string') return { is: 'address', address: at }
    if (typeof name === 'string' && typeof data === 'string') return { is: 'file', name, bytes: bytesOfBase64(data) }
  }
  throw new TypeError('not a program')
}

function base64(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000))
  return btoa(text)
}

const bytesOfBase64 = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(text), (char) => char.charCodeAt(0))
