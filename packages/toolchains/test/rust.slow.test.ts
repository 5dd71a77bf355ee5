import path from 'node:path'

import { describe, expect, test } from 'vitest'

import { build, errorOf, exportsOf, folder, isMissing, outputOf, project, watched } from './harness.js'

const manifest = (name: string, more = '') => `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\n${more}`
const library = '#[no_mangle]\npub extern "C" fn add(a: i32, b: i32) -> i32 {\n    a + b\n}\n'

// Rust and its target are not among what CI has to have, but its messages are tested everywhere.
const probe = ['--target', 'wasm32-wasip1', '--print', 'target-libdir']
const hasRust = process.env['CI'] === 'true' ? isThere() : !isMissing('Rust', 'rustc', probe)

function isThere(): boolean {
  const ci = process.env['CI']
  try {
    delete process.env['CI']
    return !isMissing('Rust', 'rustc', probe)
  } finally {
    process.env['CI'] = ci
  }
}

describe.skipIf(!hasRust)('Rust', () => {
  test('builds a package, and watches what its dep-info lists', async () => {
    const base = project('rust package', {
      'Cargo.toml': manifest('my-tool', '[features]\nloud = []\n[dependencies]\ndep = { path = "dep" }\n'),
      'build.rs': 'fn main() { println!("cargo::rerun-if-changed=data.txt"); }\n',
      'data.txt': 'data',
      'src/main.rs':
        'mod word;\nfn main() { let ünused = 1; println!("{} {} {}", dep::f(), word::WORD, if cfg!(feature = "loud") { "!" } else { include_str!("text.txt") }); }\n',
      'src/word.rs': 'pub const WORD: &str = "word";\n',
      'src/text.txt': 'text',
      'src/bin/other.rs': 'fn main() { println!("other"); }\n',
      'dep/Cargo.toml': manifest('dep'),
      'dep/src/lib.rs': 'pub fn f() -> i32 { let unused = 1; 3 }\n',
    })
    const outcome = await build(base)
    expect(outputOf(outcome)).toBe('3 word text\n')
    expect(outcome.result).toMatchObject({ name: 'my-tool' })
    expect(watched(outcome, base)).toEqual(
      [
        ...['Cargo.lock', 'Cargo.toml', 'build.rs', 'data.txt', 'dep/Cargo.toml', 'dep/src/lib.rs'],
        ...['src/main.rs', 'src/text.txt', 'src/word.rs'],
      ].toSorted(),
    )
    // The dependency's warning is not shown.
    expect(outcome.warnings).toMatchObject([{ message: 'unused variable: `ünused`', line: 2, column: 17 }])
    expect(outputOf(await build(path.join(base, 'src/bin/other.rs')))).toBe('other\n')
    expect(outputOf(await build(base, { options: { rust: { bin: 'other' } } }))).toBe('other\n')
    const loud = await build(base, { options: { rust: { features: ['loud'] } }, production: true })
    expect(outputOf(loud)).toBe('3 word !\n')
    const wrong = await build(base, { options: { rust: { bin: 'third' } } })
    expect(errorOf(wrong).message).toMatch(/no program "third".*"my-tool", "other"/s)
  })

  test('builds packages of a workspace', async () => {
    const base = project('rust workspace', {
      'Cargo.toml': '[workspace]\nmembers = ["a", "b"]\nresolver = "2"\n',
      'a/Cargo.toml': manifest('a'),
      'a/src/main.rs': 'fn main() { println!("a"); }\n',
      'b/Cargo.toml': manifest('b', '[lib]\ncrate-type = ["cdylib"]\n'),
      'b/src/lib.rs': library,
    })
    expect(errorOf(await build(base)).message).toMatch(/several programs.*"a", "b"/s)
    expect(outputOf(await build(base, { options: { rust: { package: 'a' } } }))).toBe('a\n')
    const reactor = await build(path.join(base, 'b/src/lib.rs'))
    expect(exportsOf(reactor)).toContain('add')
    expect(watched(reactor, base)).toEqual(['Cargo.lock', 'Cargo.toml', 'b/Cargo.toml', 'b/src/lib.rs'])
  })

  test('says what a library lacks, and that a module is not a program', async () => {
    const base = project('rust library', { 'Cargo.toml': manifest('l'), 'src/lib.rs': 'mod util;\n', 'src/util.rs': '' })
    const outcome = await build(base)
    expect(errorOf(outcome).fix).toContain('crate-type = ["cdylib", "rlib"]')
    expect(watched(outcome, base)).toContain('Cargo.toml')
    expect(errorOf(await build(path.join(base, 'src/util.rs'))).message).toMatch(/not a program of its package/)
    project('rust library', { 'Cargo.toml': manifest('l', '[lib]\ncrate-type = ["cdylib", "rlib"]\n'), 'src/lib.rs': library })
    expect(exportsOf(await build(base))).toContain('add')
  })

  test('reports errors in their places, and recovers', async () => {
    const base = project('rust errors', {
      'Cargo.toml': manifest('e'),
      'src/main.rs': 'mod later;\nfn main() { let s = "ä€😀"; let n: i32 = "x"; println!("{}{}", nothing); }\n',
    })
    const missing = await build(base)
    expect(errorOf(missing).diagnostics).toMatchObject([
      { file: path.join(base, 'src/main.rs'), line: 1, message: expect.stringContaining('later') },
      ...[{}, {}, {}],
    ])
    expect(missing.folders).toContain(path.join(base, 'src'))
    project('rust errors', { 'src/later.rs': '', 'src/main.rs': 'fn main() { let _s = "ä€😀"; let n: i32 = "x"; }\n' })
    expect(errorOf(await build(base)).diagnostics).toMatchObject([
      { line: 1, column: 43, message: expect.stringContaining('mismatched types') },
    ])
    project('rust errors', { 'src/main.rs': 'fn main() { println!("mended"); }\n' })
    expect(outputOf(await build(base))).toBe('mended\n')
    project('rust errors', { 'Cargo.toml': '[package\n' })
    expect(errorOf(await build(base)).diagnostics).toMatchObject([{ file: path.join(base, 'Cargo.toml'), line: 1 }])
  })

  test('builds a file without a package', async () => {
    const base = project('rust file', {
      'my tool.rs': 'mod part;\nfn main() { println!("{}", part::N); }\n',
      'part.rs': 'pub const N: i32 = 7;\n',
      'lib.rs': library,
      'bad.rs': 'fn main() { let n: i32 = "x"; }\n',
    })
    const outcome = await build(path.join(base, 'my tool.rs'))
    expect(outputOf(outcome)).toBe('7\n')
    expect(watched(outcome, base)).toEqual(['my tool.rs', 'part.rs'])
    expect(exportsOf(await build(path.join(base, 'lib.rs')))).toContain('add')
    expect(errorOf(await build(path.join(base, 'bad.rs'))).diagnostics).toMatchObject([{ line: 1, column: 26 }])
  })
})

test('where Rust is missing, it says how to install it', async () => {
  const base = project('rust missing', { 'Cargo.toml': manifest('m'), 'src/main.rs': 'fn main() {}\n', 'alone/x.rs': '' })
  const request = { options: { env: { PATH: folder } } }
  await expect(build(base, request)).rejects.toMatchObject({ code: 'NO_TOOLCHAIN', fix: expect.stringContaining('rustup') })
})
