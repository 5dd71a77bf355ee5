// What works, and the tests that show it. docs/support.md is written from this file by scripts/support-table.mjs. Each cell says what happens,
// and names its tests as `path > text in the test file`. tests/scripts/support-table.test.ts checks that they exist.

const guests = (about) => `tests/isolation/guests.ts > ${about}`
const refusal = (is) => `packages/core/test/classify-worlds.test.ts > ${is}`
const runtime = (file, name) => `packages/runtime/test/${file}.test.ts > ${name}`
const core = (file, name) => `packages/core/test/${file}.test.ts > ${name}`
const command = (file, name) => `tests/cli/${file}.test.ts > ${name}`

/** Runs, as an ES module and with `unwasi run`, or can be made. */
const yes = (...tests) => ({ says: 'yes', tests })
/** Is refused at build time, with the reason and the remedy. */
const refused = (...tests) => ({ says: 'refused', tests })
const says = (text, ...tests) => ({ says: text, tests })
/** Does not apply. */
const none = { says: '', tests: [] }

export const toolchains = {
  title: 'Toolchains',
  about: [
    'The tests run programs of these toolchains. A program runs as an ES module, in bundlers and with `unwasi run`. The last column is the',
    'component that `unwasi component` writes.',
  ],
  columns: ['toolchain', 'program', 'library', 'portable component'],
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
        yes(
          'tests/isolation/guests.test.ts > as a portable component',
          runtime('preview2-typed', 'a library that unwasi made portable'),
        ),
      ],
    },
    {
      name: 'C (`zig cc`, today’s wasi-libc)',
      cells: [
        yes(guests('C: today’s wasi-libc'), guests('C: scandir, poll, select')),
        none,
        yes('tests/isolation/guests.test.ts > as a portable component'),
      ],
    },
    {
      name: 'C (wasi-libc of 2022)',
      cells: [
        yes(guests('C: a malloc that takes over all memory')),
        none,
        yes('tests/isolation/guests.test.ts > as a portable component'),
      ],
    },
    {
      name: 'Rust (`wasm32-wasip1`)',
      cells: [yes(guests('Rust: 100,000 entries')), none, yes('tests/isolation/guests.test.ts > as a portable component')],
    },
    {
      name: 'AssemblyScript with the WASI shim, or without imports from `env`',
      cells: [
        yes(guests('AssemblyScript: contiguous heap'), guests('AssemblyScript: garbage collector')),
        none,
        yes('tests/isolation/guests.test.ts > as a portable component'),
      ],
    },
    {
      name: 'toolchains of 2019 (`wasi_unstable`)',
      cells: [
        yes(guests('the WASI of 2019'), guests('the WASI of 2019, and preview1')),
        none,
        yes(core('unstable', 'the bridge for wasi_unstable'), 'tests/isolation/guests.test.ts > as a portable component'),
      ],
    },
    {
      name: 'any, through the official adapter (`wasm-tools component new --adapt`, jco)',
      cells: [
        yes(core('adapter', 'runs on the host that is asked for')),
        yes(core('adapter', 'gives a library over numbers the names that its functions have in JavaScript')),
        yes(
          core('adapter', 'becomes the portable component of the program itself'),
          command('repair', 'a program that the official adapter breaks'),
        ),
      ],
    },
  ],
}

export const shapes = {
  title: 'Shapes',
  about: ['What a module or component may be and may need. “Portable” is the component that `unwasi component` writes.'],
  columns: ['shape', 'ES module', 'portable'],
  rows: [
    { name: 'preview1 program', cells: [yes(guests('the smallest command')), yes(guests('the smallest command'))] },
    {
      name: 'preview1 library over numbers',
      cells: [
        yes(runtime('reactor', 'every instance has its own state')),
        yes(runtime('preview2-typed', 'a library that unwasi made portable')),
      ],
    },
    {
      name: 'further functions of a program',
      cells: [says('`run.instantiate`', runtime('command-instance', 'has run, and its functions can be called')), none],
    },
    { name: 'functions with several results', cells: [yes(runtime('reactor', 'several results come as an array')), none] },
    {
      name: 'memory from JavaScript',
      cells: [yes("tests/bundlers/memory.test.ts > the documentation's example decodes an image"), none],
    },
    {
      name: 'functions from JavaScript',
      cells: [
        says(
          'with the option [`imports`](imports.md)',
          runtime('imports', 'functions from JavaScript'),
          'tests/bundlers/imports.test.ts > files that the option names',
        ),
        none,
      ],
    },
    {
      name: 'start section',
      cells: [yes(guests('WASI calls in the start section')), yes(guests('WASI calls in the start section'))],
    },
    {
      name: 'WASI 0.2 program',
      cells: [yes(command('components', 'unwasi run with a component')), says('is one')],
    },
    {
      name: 'WASI 0.2 library with typed interfaces',
      cells: [yes(runtime('preview2-typed', 'a result'), 'tests/bundlers/component-forms.test.ts > p2-typed'), says('is one')],
    },
    {
      name: 'interfaces from JavaScript',
      cells: [
        says('with the option [`imports`](imports.md)', runtime('preview2-given', 'resources are objects of a class')),
        says('is one'),
      ],
    },
    {
      name: 'composed components',
      cells: [yes(runtime('preview2-composed', 'passes resources, which are disposed of once')), says('is one')],
    },
    {
      name: 'sockets',
      cells: [
        says('programs get an error', runtime('preview2-sockets', 'has a network, in which no name is found')),
        says('programs get an error', core('bridge', 'sock_accept')),
      ],
    },
    { name: 'WASI 0.3', cells: [refused(core('classify-component', 'built for a WASI version after 0.2')), none] },
    {
      name: 'threads',
      cells: [
        refused(core('classify-refusals', 'threads by import')),
        refused(core('classify-refusals', 'threads by shared memory')),
      ],
    },
    {
      name: '64-bit memory',
      cells: [refused(core('classify-refusals', 'memory64')), refused(core('classify-refusals', 'memory64'))],
    },
    {
      name: 'exceptions, SIMD, GC, several memories, extended constant expressions',
      cells: [
        says(
          'in engines that have them: `unwasi inspect` says which',
          core('engines', 'the versions are listed, the highest of several'),
          runtime('preview2-multi-memory', 'a library with several memories'),
          command('repair', 'The program needs exnref'),
        ),
        none,
      ],
    },
  ],
}

export const refusals = {
  title: 'What is refused by name',
  about: ['Each of these needs another host, or JavaScript that was generated with it. The error says which, and what to do.'],
  columns: ['file', 'remedy'],
  rows: [
    {
      name: 'Emscripten with its own JavaScript',
      cells: [says('`-sSTANDALONE_WASM`, `-sPURE_WASI`', refusal("['Emscripten', "))],
    },
    {
      name: 'wasm-bindgen, for every target',
      cells: [says('`wasm32-wasip1`, or wasm-pack', refusal('wasm-bindgen for bundlers'), refusal('wasm-bindgen for the web'))],
    },
    { name: 'Go’s `GOOS=js`', cells: [says('`GOOS=wasip1`', refusal('Go for browsers'))] },
    { name: 'TinyGo’s `-target=wasm`', cells: [says('`-target=wasip1`', refusal('TinyGo for browsers'))] },
    { name: 'Dart', cells: [says('the `.mjs` file beside it', refusal("['Dart', "))] },
    { name: 'Kotlin’s `wasmJs`', cells: [says('`wasmWasi`', refusal('Kotlin for browsers'))] },
    { name: 'Scala.js', cells: [says('its JavaScript', refusal("['Scala.js', "))] },
    { name: 'TeaVM for browsers', cells: [says('its WASI target', refusal('TeaVM for browsers'))] },
    { name: '.NET for browsers', cells: [says('`wasi-wasm`, or `dotnet.js`', refusal('.NET for browsers'))] },
    { name: 'Swift with JavaScriptKit', cells: [says('without JavaScriptKit', refusal("['JavaScriptKit', "))] },
    { name: 'Haskell with its JavaScript FFI', cells: [says('without it', refusal('GHC’s JSFFI'))] },
    { name: 'Ruby with the js gem', cells: [says('without it', refusal('Ruby with js'))] },
    { name: 'Node-API addons (napi-rs, emnapi)', cells: [says('the npm package', refusal('a Node-API addon'))] },
    { name: 'Javy, linked dynamically', cells: [says('without `-C dynamic`', refusal('a Javy module'))] },
    { name: 'WASIX', cells: [says('plain preview1', refusal("['WASIX', "))] },
    { name: 'WasmEdge’s sockets', cells: [says('without network code', core('classify-refusals', "WasmEdge's sockets"))] },
    { name: 'Extism plugins', cells: [says('the Extism SDK', refusal('an Extism plugin'))] },
    { name: 'proxy-wasm filters', cells: [says('a proxy', refusal('a proxy-wasm filter'))] },
    { name: 'policies of the Open Policy Agent', cells: [says('`@open-policy-agent/opa-wasm`', refusal('a policy'))] },
    { name: 'plugins for swc', cells: [says('swc', refusal('a plugin for swc'))] },
    { name: 'waPC guests', cells: [says('a waPC host', refusal('a waPC guest'))] },
    { name: 'Fastly Compute', cells: [says('`fastly compute serve`', refusal("['Fastly', "))] },
    { name: 'Shopify Functions', cells: [says('`shopify app function run`', refusal("['Shopify', "))] },
    { name: 'Spin 1', cells: [says('`spin up`', refusal("['Spin', "))] },
    { name: 'plugins for Zellij', cells: [says('Zellij', refusal("['Zellij', "))] },
    { name: 'games for WASM-4', cells: [says('`w4 run`', refusal("['WASM-4', "))] },
    {
      name: 'smart contracts',
      cells: [says('their blockchain', refusal('a contract for CosmWasm'), refusal('a contract for NEAR'))],
    },
    {
      name: 'modules that were taken out of a component',
      cells: [says('the component', refusal('the adapter of a component'), refusal('the shim of a component'))],
    },
    { name: 'WIT packages', cells: [says('a component', core('classify-component', 'a WIT package is not a program'))] },
    {
      name: 'object files and shared libraries',
      cells: [
        says('a linked program', core('classify-refusals', 'an object file'), core('classify-refusals', 'a shared library')),
      ],
    },
  ],
}

export const tables = [toolchains, shapes, refusals]
