// Ambient types of the imports that the bundler plugins claim. The build of this repository writes this file.
// These are for imports without a query, which the option `include` claims. Every `.wasm` file counts as a program.

declare module '*.wasm' {
  const run: import('@unwasi/runtime').Run
  export default run
}
