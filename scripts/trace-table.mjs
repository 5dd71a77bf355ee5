// Writes the functions of the runtime's tracer from core's table of preview1. Run it after `pnpm build` when that table changes; a test
// (packages/core/test/trace-table.test.ts) fails until then.
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

import { root } from './steps.mjs'

/** The file that this script writes. */
export const target = path.join(root, 'packages', 'runtime', 'src', 'preview1', 'trace', 'functions.ts')

const SIZES = { 4: '4', 8: '8' }
const SHOWN = { tag: '1', filestat: 'f', 'unstable filestat': 'g' }

/** A parameter as trace/signatures.ts reads it, and whether the call writes it. */
function word(role) {
  switch (role.kind) {
    case 'value':
      return { text: role.unsigned ? `${role.name}:u` : role.name }
    case 'fd':
      return { text: role.name }
    case 'in-string':
      return { text: `${role.name}:s` }
    case 'out-buffer':
      return { text: `${role.name}:b` }
    case 'read-iovecs':
    case 'write-iovecs':
      return { text: `${role.name}:v` }
    case 'pointer':
      return { text: `${role.name}:_` }
    case 'out': {
      const form = role.shown === undefined ? SIZES[role.size] : SHOWN[role.shown]
      if (form === undefined) throw new Error(`a tracer can't show ${role.name}, of ${role.size} bytes`)
      return { text: `${role.name}:${form}`, out: true }
    }
    default:
      throw new Error(`a tracer does not know parameters of the kind ${role.kind}`)
  }
}

function line(name, params) {
  const words = params.map(word)
  const first = words.findIndex(({ out }) => out)
  if (first !== -1 && words.slice(first).some(({ out }) => !out)) throw new Error(`${name} has parameters after its results`)
  const texts = words.map(({ text }) => text)
  return [name, ...(first === -1 ? texts : [...texts.slice(0, first), '>', ...texts.slice(first)])].join(' ')
}

/** The text of that file. */
export function traceTable(wasi) {
  const lines = Object.entries(wasi).map(([name, { params }]) => line(name, params))
  return `// Written by scripts/trace-table.mjs from core's table of preview1. Change that table, and not this file.

/**
 * The functions as \`NAME PARAMETERS > RESULTS\`, from the witx.
 * Parameters: \`name\` is an i32 or i64, \`name:u\` is unsigned, \`name:s\` is a string and \`name:b\` a buffer (pointer and
 * length), \`name:v\` is an iovec list (pointer and count). Results, which are pointers: \`name:4\` to a u32, \`name:8\` to a u64,
 * \`name:1\` to a u8, \`name:f\` to a filestat, \`name:g\` to that of wasi_unstable. \`name:_\` is a pointer to data that is not
 * traced.
 * https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/witx/wasi_snapshot_preview1.witx
 */
export const FUNCTIONS = \`${lines.join('\n')}\`
`
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { wasi } = await import(pathToFileURL(path.join(root, 'packages', 'core', 'dist', 'preview1', 'unstable.js')).href)
  writeFileSync(target, traceTable(wasi))
}
