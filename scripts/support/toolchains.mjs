// The toolchains whose programs run, and the tests that show it.
import { command, core, fetched, guests, libraries, none, portable, runtime, says, untested, wild, yes } from './cell.mjs'

export const toolchains = {
  title: 'Toolchains',
  about: [
    'The tests run programs of these toolchains. A program runs as an ES module, in bundlers and with `unwasi run`. A portable component',
    'is what `unwasi component` writes. The last column is about components that the toolchain makes itself.',
  ],
  columns: ['toolchain', 'program', 'library', 'portable component', 'its components'],
  rows: [
    {
      name: 'Go (`GOOS=wasip1`)',
      cells: [
        yes(
          guests('Go: 200,000 nodes, 64 MB of live blocks, garbage collection'),
          guests('Go: files'),
          guests('Go: standard input'),
        ),
        yes(runtime('reactor', 'Go: exports of all number types, state in memory, a heap that grows')),
        yes(portable, runtime('preview2-typed', 'a library that unwasi made portable')),
        untested,
      ],
    },
    {
      name: 'TinyGo (`-target=wasip1`)',
      cells: [
        fetched(wild('memory', 'EU licence plates')),
        fetched(wild('memory', 'gofmt'), wild('memory', 'shfmt as a library')),
        untested,
        untested,
      ],
    },
    {
      name: 'Rust (`wasm32-wasip1`, `wasm32-wasip2`)',
      cells: [
        yes(guests('Rust of today: 100,000 entries'), guests('Rust: 100,000 entries')),
        yes(libraries("['Rust', 'rust-lib']")),
        yes(portable),
        yes(libraries('Rust: a component of its wasm32-wasip2')),
      ],
    },
    {
      name: 'C (`zig cc`, today’s wasi-libc)',
      cells: [
        yes(guests('C: today’s wasi-libc'), guests('C: scandir, poll, select')),
        yes(libraries("['C', 'c-lib']")),
        yes(portable),
        none,
      ],
    },
    {
      name: 'C (wasi-libc of 2022)',
      cells: [yes(guests('C: a malloc that takes over all memory')), untested, yes(portable), none],
    },
    {
      name: 'C++ (`zig c++`)',
      cells: [yes(guests('C++: 100,000 entries'), guests('C++: vectors and strings')), untested, yes(portable), none],
    },
    {
      name: 'C and C++ (wasi-sdk)',
      cells: [
        fetched(wild('electronics', 'Yosys')),
        fetched(wild('memory', 'ITK compress-stringify'), wild('imports', 'quickjs-wasi')),
        fetched(wild('electronics', 'Yosys')),
        fetched(wild('components', 'SZ3')),
      ],
    },
    {
      name: 'Zig',
      cells: [
        yes(guests('Zig: 100,000 entries'), guests('Zig: arguments'), guests('Zig: standard input')),
        yes(libraries("['Zig', 'zig-lib']")),
        yes(portable),
        none,
      ],
    },
    {
      name: 'AssemblyScript, with the WASI shim',
      cells: [yes(guests('AssemblyScript: arguments and console of the WASI shim')), untested, yes(portable), none],
    },
    {
      name: 'AssemblyScript, without the shim',
      cells: [
        yes(guests('AssemblyScript: contiguous heap'), guests('AssemblyScript: garbage collector')),
        yes(
          libraries("['AssemblyScript', 'as-lib']"),
          libraries('AssemblyScript without the WASI shim'),
          runtime('assemblyscript', 'console prints to standard output and standard error'),
        ),
        says('without imports from `env`', portable, libraries('is refused without that function, and as a component')),
        none,
      ],
    },
    {
      name: 'TeaVM 0.10 (its WASI target)',
      cells: [
        yes(guests('TeaVM: 100,000 entries, garbage collection'), guests('TeaVM: arguments')),
        untested,
        yes(portable),
        none,
      ],
    },
    { name: 'Swift', cells: [untested, fetched(wild('memory', 'Swift: a compiler of Kivy files')), untested, none] },
    {
      name: 'Haskell (GHC)',
      cells: [
        fetched(wild('programs', 'pandoc')),
        fetched(wild('memory', 'pandoc as a library')),
        fetched(wild('programs', 'pandoc')),
        none,
      ],
    },
    { name: 'componentize-js', cells: [none, none, none, fetched(wild('components', 'Hyperlight JavaScript'))] },
    { name: 'componentize-py', cells: [none, none, none, fetched(wild('components', 'Hyperlight Python'))] },
    {
      name: 'toolchains of 2019 (`wasi_unstable`)',
      cells: [
        yes(guests('the WASI of 2019'), guests('the WASI of 2019, and preview1')),
        untested,
        yes(core('unstable', 'the bridge for wasi_unstable'), portable),
        none,
      ],
    },
    { name: 'Kotlin (`wasmWasi`)', cells: [untested, untested, untested, none] },
    { name: 'Emscripten (`-sSTANDALONE_WASM`)', cells: [untested, untested, untested, none] },
    { name: '.NET (`wasi-wasm`)', cells: [untested, untested, untested, untested] },
    {
      name: 'any, through the official adapter (`wasm-tools component new --adapt`, jco)',
      cells: [
        yes(core('adapter', 'runs on the host that is asked for')),
        yes(core('adapter', 'gives a library over numbers the names that its functions have in JavaScript')),
        yes(
          core('adapter', 'becomes the portable component of the program itself'),
          command('repair', 'a program that the official adapter breaks'),
        ),
        none,
      ],
    },
  ],
}
