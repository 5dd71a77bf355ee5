// What programs of each toolchain may use, and the tests that show it.
import { core, fetched, guests, libraries, none, untested, wild, yes } from './cell.mjs'

export const features = {
  title: 'What programs use',
  about: ['What a program or library of these toolchains may use beyond WASI. Other toolchains are not tested here.'],
  columns: ['toolchain', 'memory from JavaScript', 'functions from JavaScript', 'embedded world', 'exceptions', 'SIMD'],
  rows: [
    {
      name: 'Go',
      cells: [fetched(wild('memory', 'PII Shield')), untested, yes(core('embedded-world', "'world-go'")), none, none],
    },
    {
      name: 'TinyGo',
      cells: [fetched(wild('memory', 'gofmt')), untested, untested, none, untested],
    },
    {
      name: 'Rust',
      cells: [
        yes(libraries('bytes in its memory'), libraries("['Rust', 'rust-lib']")),
        yes(libraries('a function from JavaScript'), libraries("['Rust', 'rust-lib']")),
        yes(core('embedded-world', "'world-rust'"), core('embedded-command', "'world-rust-command'")),
        none,
        yes(libraries("test('SIMD'"), libraries("['Rust', 'rust-lib']")),
      ],
    },
    {
      name: 'C',
      cells: [
        yes(libraries('bytes in its memory'), libraries("['C', 'c-lib']")),
        yes(libraries('a function from JavaScript'), libraries("['C', 'c-lib']")),
        yes(core('embedded-command', "'world-c'")),
        none,
        yes(libraries("test('SIMD'"), libraries("['C', 'c-lib']")),
      ],
    },
    {
      name: 'C++ (wasi-sdk)',
      cells: [
        fetched(wild('memory', 'ITK compress-stringify')),
        untested,
        untested,
        fetched(wild('electronics', 'nextpnr, icepack and icemulti'), wild('components', 'SZ3')),
        fetched(wild('memory', 'ITK compress-stringify')),
      ],
    },
    {
      name: 'Zig',
      cells: [
        yes(libraries('bytes in its memory'), libraries("['Zig', 'zig-lib']")),
        yes(libraries('a function from JavaScript'), libraries("['Zig', 'zig-lib']")),
        untested,
        none,
        yes(libraries("test('SIMD'"), libraries("['Zig', 'zig-lib']")),
      ],
    },
    {
      name: 'AssemblyScript',
      cells: [
        yes(libraries('bytes in its memory'), libraries("['AssemblyScript', 'as-lib']")),
        yes(libraries('a function from JavaScript'), libraries("['AssemblyScript', 'as-lib']")),
        none,
        none,
        yes(libraries("test('SIMD'"), libraries("['AssemblyScript', 'as-lib']")),
      ],
    },
    { name: 'TeaVM', cells: [untested, untested, none, yes(guests('TeaVM: exceptions')), none] },
    { name: 'Swift', cells: [fetched(wild('memory', 'Swift: a compiler of Kivy files')), untested, none, none, untested] },
    {
      name: 'Haskell',
      cells: [fetched(wild('memory', 'pandoc as a library')), untested, none, fetched(wild('programs', 'pandoc')), untested],
    },
    {
      name: 'componentize-js, componentize-py',
      cells: [
        none,
        fetched(wild('components', 'Hyperlight JavaScript'), wild('components', 'Hyperlight Python')),
        none,
        untested,
        none,
      ],
    },
  ],
}
