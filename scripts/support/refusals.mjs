// Files that are refused by name, and the tests that show it.
import { core, refusal, says } from './cell.mjs'

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
    { name: 'plugins for Lapce', cells: [says('Lapce', refusal("['Lapce', "))] },
    { name: 'plugins for Typst', cells: [says('a Typst document', refusal("['Typst', "))] },
    { name: 'modules for SpacetimeDB', cells: [says('`spacetime publish`', refusal("['SpacetimeDB', "))] },
    { name: 'applications for NGINX Unit', cells: [says('NGINX Unit', refusal("['NGINX Unit', "))] },
    { name: 'transforms for Redpanda', cells: [says('`rpk transform deploy`', refusal("['Redpanda', "))] },
    { name: 'programs for Lunatic', cells: [says('`lunatic run`', refusal("['Lunatic', "))] },
    { name: 'MoonBit, with its own runtime', cells: [says('`moonrun`', refusal("['MoonBit', "))] },
    {
      name: 'components for Spin, wasmCloud, Zed, Golem and Fastly Compute, with interfaces of these hosts',
      cells: [says('the host, or the option [`imports`](imports.md)', core('classify-component', "['fermyon:spin/key-value"))],
    },
    { name: 'games for WASM-4', cells: [says('`w4 run`', refusal("['WASM-4', "))] },
    {
      name: 'smart contracts (CosmWasm, NEAR, ink!, Substrate, Stylus, Soroban, MultiversX, Antelope)',
      cells: [
        says(
          'their blockchain',
          refusal('a contract for CosmWasm'),
          refusal('a contract for NEAR'),
          refusal('a contract for Polkadot'),
          refusal('a runtime of Substrate'),
          refusal('a contract for Stylus'),
          refusal('a contract for Soroban'),
          refusal('a contract for MultiversX'),
          refusal('a contract for Antelope'),
        ),
      ],
    },
    { name: 'canisters for the Internet Computer', cells: [says('`dfx deploy`', refusal("['a canister', "))] },
    {
      name: 'worlds that are embedded with names of a newer kind (`cm32p2`), or with async functions',
      cells: [
        says(
          'wit-bindgen without async',
          core('embedded-command', "['newer names of imports'"),
          core('embedded-command', 'async functions: %s'),
        ),
      ],
    },
    {
      name: 'modules that were taken out of a component',
      cells: [says('the component', refusal('the adapter of a component'), refusal('the shim of a component'))],
    },
    { name: 'WIT packages', cells: [says('a component', core('classify-component', 'a WIT package is not a program'))] },
    {
      name: 'programs of Cosmopolitan (APE)',
      cells: [says('another compiler', core('read-module', 'a program of Cosmopolitan'))],
    },
    {
      name: 'object files and shared libraries',
      cells: [
        says('a linked program', core('classify-refusals', 'an object file'), core('classify-refusals', 'a shared library')),
      ],
    },
  ],
}
