// Compilers and the programs that they build can print anything.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { prerequisitesIn } from '../src/dep-info.js'
import { diagnosticsIn } from '../src/diagnostics.js'
import { diagnosticsOf as asDiagnostics } from '../src/languages/assemblyscript.js'
import { missingPart } from '../src/languages/c-compiler.js'
import { CLANG_PATTERN, diagnosticsOf as cDiagnostics } from '../src/languages/c.js'
import { GO_CONTINUATION, GO_PATTERN, packagesIn } from '../src/languages/go.js'
import { cargoMessages, diagnosticOf, manifestError, missingTarget, rustMessages } from '../src/languages/rust-messages.js'
import { entriesIn } from '../src/languages/zig-manifest.js'
import { ZIG_PATTERN } from '../src/languages/zig.js'

const folder = '/nowhere'

const readers: Readonly<Record<string, (text: string) => unknown>> = {
  go: (text) => diagnosticsIn(text, { pattern: GO_PATTERN, continuation: GO_CONTINUATION, folder }),
  'go list': packagesIn,
  zig: (text) => diagnosticsIn(text, { pattern: ZIG_PATTERN, folder }),
  'zig manifest': (text) => entriesIn(Buffer.from(text)),
  clang: (text) => diagnosticsIn(text, { pattern: CLANG_PATTERN, folder }),
  linker: (text) => cDiagnostics(text, folder, `${folder}/objects`),
  'clang parts': missingPart,
  asc: (text) => asDiagnostics(text, folder),
  cargo: (text) => cargoMessages(text).map((one) => one.message && diagnosticOf(one.message, [folder])),
  rustc: (text) => rustMessages(text).map((one) => diagnosticOf(one, [folder])),
  'Cargo.toml': (text) => manifestError(text, folder, `${folder}/Cargo.toml`),
  'rust target': missingTarget,
  make: prerequisitesIn,
}

/** Words of compilers, so that random texts get past the first character of a pattern. */
const word = fc.constantFrom(
  ...[
    'main.go',
    ':',
    ': ',
    '1',
    '\n',
    '\r\n',
    '\t',
    ' ',
    'error',
    'error: ',
    'warning',
    'C:\\',
    '/',
    '\\',
    '\\ ',
    '$$',
    '#',
    '│',
    '└─ in ',
  ],
  ...[
    '(1,2)',
    'wasm-ld: error: ',
    'ERROR TS1: ',
    ' --> ',
    '{',
    '}',
    '"',
    '[',
    ']',
    '0\n',
    '\0',
    'ä',
    '^',
    '|',
    'note: ',
    'cannot open ',
  ],
)
const text = fc
  .array(fc.oneof(word, fc.string({ maxLength: 6, unit: 'binary' })), { maxLength: 60 })
  .map((parts) => parts.join(''))

describe.each(Object.entries(readers))('what reads the output of %s', (_, read) => {
  test('throws for no text', () => {
    fc.assert(fc.property(text, (given) => void read(given)))
  })

  // Where a pattern tries every way to divide a line, these take longer than a test may.
  test('reads long lines', () => {
    const parts = [
      'a',
      ':',
      ': ',
      '1:',
      ' ',
      '\\ ',
      '\\',
      '$',
      '../',
      'a.go:1:',
      'error: ',
      '└─ in ',
      '(1,',
      'cannot open ',
      '  0: ',
      ' --> a:1:',
      '| ^',
    ]
    for (const part of parts) {
      const long = part.repeat(100_000)
      expect(() => read(long)).not.toThrow()
      expect(() => read(`${part.repeat(1_300)}\n`.repeat(300))).not.toThrow()
    }
  })
})

const json: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue(),
  fc.record({
    reason: fc.constant('compiler-message'),
    message: fc.record({ message: fc.string(), level: fc.constantFrom('error', 'warning'), spans: fc.array(fc.jsonValue()) }),
  }),
)

test("cargo's messages of any shape are read or left out", () => {
  fc.assert(fc.property(json, (value) => void readers['cargo']?.(`${JSON.stringify(value)}\n`)))
  fc.assert(fc.property(json, (value) => void readers['rustc']?.(`${JSON.stringify(value)}\n`)))
})
