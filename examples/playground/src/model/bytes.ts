/** The text that bytes are in UTF-8, or undefined if they are not text. */
export function textOf(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
}

export const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)

/** Decimal units, as the command `unwasi` prints them. */
export function humanSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`
  const [size, unit] = bytes < 1e6 ? [bytes / 1e3, 'kB'] : [bytes / 1e6, 'MB']
  return `${size < 100 ? size.toFixed(1).replace(/\.0$/, '') : Math.round(size)} ${unit}`
}

/** The time that a run took. */
export function humanTime(milliseconds: number): string {
  if (milliseconds < 10) return `${milliseconds.toFixed(1)} ms`
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(2)} s`
}

const PICTURES: readonly (readonly [type: string, ...start: number[]])[] = [
  ['image/png', 0x89, 0x50, 0x4e, 0x47],
  ['image/jpeg', 0xff, 0xd8, 0xff],
  ['image/gif', 0x47, 0x49, 0x46, 0x38],
]

/** The type of a picture that browsers show. */
export function pictureType(bytes: Uint8Array): string | undefined {
  return PICTURES.find(([, ...start]) => start.every((byte, index) => bytes[index] === byte))?.[0]
}

/** The first bytes in hexadecimal, 16 in a line. */
export function hexDump(bytes: Uint8Array, most = 1024): string {
  const rows: string[] = []
  for (let at = 0; at < Math.min(bytes.length, most); at += 16) {
    const row = [...bytes.subarray(at, Math.min(at + 16, most))]
    const hex = row.map((byte) => byte.toString(16).padStart(2, '0')).join(' ')
    const text = row.map((byte) => (byte > 31 && byte < 127 ? String.fromCharCode(byte) : '.')).join('')
    rows.push(`${at.toString(16).padStart(6, '0')}  ${hex.padEnd(47)}  ${text}`)
  }
  if (bytes.length > most) rows.push(`… ${humanSize(bytes.length - most)} more`)
  return rows.join('\n')
}
