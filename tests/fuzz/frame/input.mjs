import { writeFileSync } from 'node:fs'

/** Writes the input of a case to files that begin with `base`: its `bytes` as .wasm, the rest as .json. Returns their names. */
export function writeInput(base, { bytes, ...rest }) {
  const files = []
  if (bytes) {
    files.push(`${base}.wasm`)
    writeFileSync(`${base}.wasm`, bytes)
  }
  if (Object.keys(rest).length > 0) {
    files.push(`${base}.json`)
    writeFileSync(`${base}.json`, `${JSON.stringify(rest, plain, 2)}\n`)
  }
  return files
}

function plain(_key, value) {
  if (typeof value === 'bigint') return `${value}n`
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('base64') }
  return value
}
