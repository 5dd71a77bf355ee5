import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { afterAll, describe, expect, test } from 'vitest'

import { diagnosticsIn } from '../src/diagnostics.js'
import { diagnosticsOf as asDiagnostics } from '../src/languages/assemblyscript.js'
import { missingPart } from '../src/languages/c-compiler.js'
import { CLANG_PATTERN, diagnosticsOf as cDiagnostics } from '../src/languages/c.js'
import { GO_CONTINUATION, GO_PATTERN } from '../src/languages/go.js'
import { cargoMessages, diagnosticOf, manifestError, missingTarget, rustMessages } from '../src/languages/rust-messages.js'
import { ZIG_PATTERN } from '../src/languages/zig.js'

const folder = mkdtempSync(path.join(tmpdir(), 'unwasi-messages-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
writeFileSync(path.join(folder, 'wide.txt'), 'plain\n"ä€😀" here\r\n')
const wide = path.join(folder, 'wide.txt')

const go = (text: string) => diagnosticsIn(text, { pattern: GO_PATTERN, continuation: GO_CONTINUATION, folder })
const zig = (text: string) => diagnosticsIn(text, { pattern: ZIG_PATTERN, folder })

describe('Go', () => {
  test('reads errors with and without columns, and joins the lines of one', () => {
    const text = `# example.com/x/bad
./main.go:4:41: too many arguments in call to f
	have (number, number)
	want (int)
./main.go:9: cannot find package
note: module requires Go 1.99
too many errors
`
    expect(go(text)).toEqual([
      {
        severity: 'error',
        message: 'too many arguments in call to f have (number, number) want (int)',
        file: path.join(folder, 'main.go'),
        line: 4,
        column: 41,
      },
      { severity: 'error', message: 'cannot find package', file: path.join(folder, 'main.go'), line: 9, column: 1 },
    ])
  })

  test('keeps the command that a missing module needs', () => {
    const text = `main.go:3:8: no required module provides package example.com/z; to add it:
	go get example.com/z
`
    expect(go(text)[0]?.message).toBe('no required module provides package example.com/z; to add it: go get example.com/z')
  })

  test('reads paths of Windows', () => {
    expect(go('C:\\app\\main.go:4:2: undefined: foo\r\n.\\cmd\\x.go:1:1: syntax error\r\n')).toMatchObject([
      { file: path.resolve(folder, 'C:\\app\\main.go'), line: 4, column: 2, message: 'undefined: foo' },
      { file: path.resolve(folder, '.\\cmd\\x.go'), line: 1, column: 1, message: 'syntax error' },
    ])
  })

  test('reads errors of TinyGo and of go.mod', () => {
    expect(go('# command-line-arguments\n/app/main.go:3:5: undefined: foo\n')).toMatchObject([
      { file: path.resolve('/app/main.go'), line: 3 },
    ])
    expect(go('go: errors parsing go.mod:\ngo.mod:3: unknown directive: foo\n')).toMatchObject([
      { file: path.join(folder, 'go.mod'), line: 3, message: 'unknown directive: foo' },
    ])
  })

  test('counts columns in UTF-16 units', () => {
    // The word stands after 13 bytes and 6 units.
    expect(go('wide.txt:2:13: here')).toEqual([
      { severity: 'error', message: 'here', file: wide, line: 2, column: 8, lineText: '"ä€😀" here' },
    ])
  })
})

describe('C', () => {
  const text = `In file included from main.c:1:
lib.h:1:1: fatal error: 'missing.h' file not found
#include "missing.h"
         ^~~~~~~~~~~
main.c:3:22: warning: unused variable 'unused' [-Wunused-variable]
main.c:3:22: note: silence it
C:\\app\\src\\main.c:2:30: error: use of undeclared identifier 'foo'
1 warning and 2 errors generated.
`
  test('reads errors and warnings of clang', () => {
    expect(diagnosticsIn(text, { pattern: CLANG_PATTERN, folder })).toMatchObject([
      { severity: 'error', message: "'missing.h' file not found", file: path.join(folder, 'lib.h'), line: 1, column: 1 },
      { severity: 'warning', message: "unused variable 'unused' [-Wunused-variable]", line: 3, column: 22 },
      { severity: 'error', file: path.resolve(folder, 'C:\\app\\src\\main.c'), line: 2, column: 30 },
    ])
  })

  test('reads what the linker says, without the names of temporary files', () => {
    const scratch = path.join(folder, 'objects-1')
    const lines = `wasm-ld: error: ${scratch}${path.sep}0.o: undefined symbol: add\nerror: wasm-ld: undefined symbol: main\n    note: referenced by x\n`
    expect(cDiagnostics(lines, folder, scratch)).toEqual([
      { severity: 'error', message: '0.o: undefined symbol: add' },
      { severity: 'error', message: 'undefined symbol: main' },
    ])
    expect(cDiagnostics('/usr/bin/wasm-ld-14: error: duplicate symbol: main\n', folder, scratch)).toHaveLength(1)
  })

  test('says once what is said of a header in several files', () => {
    const line = 'lib.h:1:5: warning: unused function [-Wunused-function]\n'
    expect(cDiagnostics(line + line, folder, path.join(folder, 'objects'))).toHaveLength(1)
  })

  test('recognises parts of clang that are not installed', () => {
    expect(missingPart('wasm-ld: error: cannot open crt1.o: No such file or directory')).toBe('wasi-libc')
    expect(missingPart('wasm-ld: error: unable to find library -lc')).toBe('wasi-libc')
    expect(missingPart('wasm-ld: error: unable to find library -lc++')).toBe('libc++')
    expect(
      missingPart(
        'wasm-ld: error: cannot open /usr/lib/llvm-14/lib/clang/14.0.6/lib/wasi/libclang_rt.builtins-wasm32.a: No such file',
      ),
    ).toBe('libclang_rt.builtins-wasm32.a')
    expect(missingPart('clang: error: unable to execute command: Executable "wasm-ld" doesn\'t exist!')).toBe('wasm-ld')
    expect(missingPart("main.c:1:1: error: unknown type name 'foo'")).toBeUndefined()
  })
})

describe('Zig', () => {
  test('reads errors of zig and of zig build, and leaves out notes', () => {
    const text = `install
+- install tool
   +- compile exe tool debug wasm32-wasi 1 errors
src/main.zig:4:1: error: file cannot be a tuple
x
^
src/main.zig:2:1: note: tuple field here
referenced by:
    callMain [inlined]: /usr/lib/zig/std/start.zig:788:64
error: 1 compilation errors
C:\\app\\main.zig:1:58: error: expected type 'u8', found '*const [3:0]u8'
`
    expect(zig(text)).toMatchObject([
      { message: 'file cannot be a tuple', file: path.join(folder, 'src', 'main.zig'), line: 4, column: 1 },
      { file: path.resolve(folder, 'C:\\app\\main.zig'), line: 1, column: 58 },
    ])
  })
})

describe('Rust', () => {
  const span = (more: object) => ({ file_name: 'wide.txt', line_start: 2, column_start: 7, is_primary: true, ...more })
  const message = (more: object) => ({ message: 'mismatched types', level: 'error', spans: [], rendered: 'error: …', ...more })

  test('reads what cargo prints between the lines of build scripts', () => {
    const text = `hello from a script
{"reason":"build-script-executed","package_id":"x"}
${JSON.stringify({ reason: 'compiler-message', package_id: 'x', message: message({ spans: [span({ label: 'expected `i32`' })] }) })}
{"reason":"compiler-message","message":"something else"}
{"reason": cut off
`
    const found = cargoMessages(text)
    expect(found.map(({ reason }) => reason)).toEqual(['build-script-executed', 'compiler-message'])
    expect(found.flatMap((one) => (one.message && diagnosticOf(one.message, [folder])) ?? [])).toEqual([
      // The column counts code points, of which 6 stand before.
      { severity: 'error', message: 'mismatched types: expected `i32`', file: wide, line: 2, column: 8, lineText: '"ä€😀" here' },
    ])
  })

  test('goes from a macro of Rust to the line that uses it', () => {
    const inMacro = span({ file_name: '/rustc/abc/library/std/src/macros.rs', expansion: { span: span({}) } })
    expect(diagnosticOf(message({ spans: [inMacro] }), ['/nowhere', folder])).toMatchObject({ file: wide, line: 2, column: 8 })
  })

  test('leaves out notes and summaries, and keeps errors without a place', () => {
    expect(diagnosticOf(message({ level: 'failure-note', message: 'For more information' }), [folder])).toBeUndefined()
    expect(diagnosticOf(message({ message: 'aborting due to 2 previous errors' }), [folder])).toBeUndefined()
    expect(diagnosticOf(message({ level: 'warning', message: '1 warning emitted' }), [folder])).toBeUndefined()
    expect(diagnosticOf(message({ message: 'linking with `rust-lld` failed: exit status: 1' }), [folder])).toEqual({
      severity: 'error',
      message: 'linking with `rust-lld` failed: exit status: 1',
    })
  })

  test('reads an error in Cargo.toml', () => {
    const text = 'error: unclosed table, expected `]`\n --> Cargo.toml:1:9\n  |\n1 | [package\n  |         ^\n'
    expect(manifestError(text, folder, path.join(folder, 'Cargo.toml'))).toEqual([
      { severity: 'error', message: 'unclosed table, expected `]`', file: path.join(folder, 'Cargo.toml'), line: 1, column: 9 },
    ])
    const caused =
      'error: failed to load manifest\n\nCaused by:\n  0: failed to read /x/Cargo.toml\n\nCaused by:\n  1: No such file\n'
    expect(manifestError(caused, folder, '/x/Cargo.toml')).toEqual([
      {
        severity: 'error',
        message: 'failed to load manifest: failed to read /x/Cargo.toml: No such file',
        file: '/x/Cargo.toml',
      },
    ])
  })

  test('recognises a missing target and an old Rust', () => {
    const [missing] = rustMessages(
      '{"message":"can\'t find crate for `std`","level":"error","spans":[],"rendered":"error[E0463]: can\'t find crate for `std`\\n  = note: the `wasm32-wasip1` target may not be installed"}',
    )
    expect(missingTarget(missing?.rendered ?? '')?.fix).toContain('rustup target add wasm32-wasip1')
    expect(
      missingTarget('error: Error loading target specification: Could not find specification for target "wasm32-wasip1"')?.fix,
    ).toContain('rustup update')
    expect(missingTarget("error[E0463]: can't find crate for `serde`")).toBeUndefined()
    expect(
      missingTarget('error: rustc 1.95.0 is not supported by the following package:\n  r@0.1.0 requires rustc 1.999\n')?.why,
    ).toContain('requires rustc 1.999')
    expect(
      missingTarget(
        'error: failed to parse manifest at `/x/Cargo.toml`\n\nCaused by:\n  this version of Cargo is older than the `2033` edition, and only supports `2015`, `2018`, `2021`, and `2024` editions.\n',
      )?.fix,
    ).toContain('rustup update')
    expect(missingTarget("error: toolchain '1.60.0-x86_64-unknown-linux-gnu' is not installed\n")?.why).toContain('1.60.0')
  })
})

describe('AssemblyScript', () => {
  test('reads errors and warnings with their first place', () => {
    const text = `WARNING Unknown option '--foo'
ERROR TS2304: Cannot find name 'foo'.
   :
 1 │ const ä = "ä"; let x: i32 = foo + 1
   │                             ~~~
   └─ in assembly/bad.ts(1,29)
   :
 5 │ related
   └─ in assembly/other.ts(5,1)

ERROR TS2322: Type 'a' is not assignable to type 'b'.
   └─ in ~lib/string.ts(7,3)
   └─ in assembly\\main.ts(2,13)

WARNING AS201: Conversion from type 'f64' to 'i32' will require an explicit cast.
   └─ in assembly/main.ts(3,3)
FAILURE 2 compile error(s)
`
    expect(asDiagnostics(text, folder)).toMatchObject([
      { severity: 'warning', message: "Unknown option '--foo'" },
      {
        severity: 'error',
        message: "Cannot find name 'foo'.",
        file: path.join(folder, 'assembly', 'bad.ts'),
        line: 1,
        column: 29,
      },
      { severity: 'error', file: path.resolve(folder, 'assembly\\main.ts'), line: 2, column: 13 },
      { severity: 'warning', file: path.join(folder, 'assembly', 'main.ts'), line: 3, column: 3 },
    ])
  })
})
