// Ambient types of what the bundler plugins make of an import; written by the build of this repository.
// For imports without a query, which the option `include` claims. Every `.wasm` file is taken for a program.

declare module '*.wasm' {
  const run: import('@unwasi/runtime').Run
  export default run
}
